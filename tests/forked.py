"""Servers of the tests, forked from a process that has imported the workbench: none of them imports it anew."""

from __future__ import annotations

import multiprocessing
import os
import sys
from multiprocessing.process import BaseProcess
from pathlib import Path

_origin = multiprocessing.get_context("forkserver")
_origin.set_forkserver_preload(["workbench.cli"])


def serve(port: int, log: Path, first: str = "", **settings: str) -> BaseProcess:
    """Start `workbench run` on a port, after a line of Python, with these settings and no others."""
    environment = {f"WORKBENCH_{name.upper()}": value for name, value in settings.items()}
    process = _origin.Process(target=_run, args=(port, log, first, environment))
    process.start()
    return process


def _run(port: int, log: Path, first: str, environment: dict[str, str]) -> None:
    output = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(output, 1)
    os.dup2(output, 2)
    for name in [name for name in os.environ if name.startswith("WORKBENCH_")]:
        del os.environ[name]
    os.environ.update(environment)
    exec(first, {})
    from workbench.cli import main

    sys.argv = ["workbench", "run", "--port", str(port)]
    main()
