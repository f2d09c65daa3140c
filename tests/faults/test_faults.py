"""The disk fails at the k-th call: all is done or nothing is, and people are told."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.proof_long
HERE = Path(__file__).parent
MOST = 200
OPERATIONS = (
    *("save", "upload", "import", "backup", "restore"),
    *("export db", "export csv", "export xlsx", "export json"),
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that lets calls fail, compiled here."""
    if shutil.which("cc") is None:
        pytest.skip("there is no C compiler: apt-get install gcc libc6-dev")
    compiled = tmp_path_factory.mktemp("faults") / "faults.so"
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-O1", "-o", compiled, HERE / "faults.c", "-ldl"], check=True
    )
    return compiled


@pytest.mark.parametrize("operation", OPERATIONS)
def test_all_or_nothing_is_done_and_told(
    library: Path, tmp_path: Path, operation: str, capsys: pytest.CaptureFixture[str]
) -> None:
    surroundings = {k: v for k, v in os.environ.items() if not k.startswith("WORKBENCH_")}
    run = subprocess.run(
        [sys.executable, HERE / "operations.py", operation, tmp_path / "place", str(MOST)],
        env={**surroundings, "LD_PRELOAD": str(library), "WORKBENCH_SECRET_KEY": "only for tests"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    whole, *tries = map(json.loads, run.stdout.splitlines())
    wrong, ambiguous = [], 0
    for each in tries:
        is_there, is_told = each["state"] == whole["after"], "Traceback" not in each["told"]
        is_whole = is_there or each["state"] == whole["before"]
        # A sync that fails behind a commit is told as not saved, and stands: sent again, it is the same edit.
        ambiguous += is_there and not each["is_done"]
        if not is_whole or (each["is_done"] and not is_there):
            wrong.append(f"call {each['k']} is done by half: {each['told'][:300]!r}")
        elif not each["is_done"] and not (is_told and each["told"].strip()):
            wrong.append(f"call {each['k']} is not told: {each['told'][:300]!r}")
    with capsys.disabled():
        refused = sum(not each["is_done"] for each in tries)
        print(
            f"\n{operation}: {whole['calls']} calls to the disk, {len(tries)} tries: {refused} refused and told, "
            f"of which {ambiguous} stand all the same; by half or not told {len(wrong)}"
        )
    assert not wrong, "\n".join(wrong)
