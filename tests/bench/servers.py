"""The processes of a measurement: each server with its clock of commits, its memory, and its end."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

from bench.room import SECRET
from ports import free_port

HERE = Path(__file__).resolve().parent
START_SECONDS = 120


class Process:
    """One server in a process of its own; `clock` collects when each position was committed."""

    def __init__(
        self,
        *words: str,
        port: int,
        place: Path | None = None,
        tells: int | None = None,
        **environment: str,
    ):
        self.port = port
        # (workspace, position) → the moment at which it was committed.
        self.clock: dict[tuple[int, int], float] = {}
        self._kept = b""
        # Without a file of the caller's, what the server tells comes through a pipe.
        self._reads, writes = os.pipe() if tells is None else (None, tells)
        if self._reads is not None:
            os.set_blocking(self._reads, False)
        surroundings = {k: v for k, v in os.environ.items() if not k.startswith("WORKBENCH_")}
        if place is not None:
            surroundings |= {"WORKBENCH_INSTANCE": str(place), "WORKBENCH_SECRET_KEY": SECRET}
        words = tuple(word.replace("PIPE", str(writes)) for word in words)
        self.process = subprocess.Popen(
            [sys.executable, *words],
            env={**surroundings, **environment},
            pass_fds=[writes],
            stdout=subprocess.DEVNULL,
        )
        if tells is None:
            os.close(writes)
        try:
            self.wait()
        except BaseException:
            self.process.kill()
            raise

    @classmethod
    def workbench(
        cls,
        place: Path,
        port: int = 0,
        tells: int | None = None,
        url: str = "",
        mode: str = "once",
    ) -> Process:
        """Serve the workbench; in the mode "again" it is started anew whenever it dies."""
        port = port or free_port()
        words = (str(HERE / "clocked.py"), str(port), "PIPE", mode)
        return cls(*words, port=port, place=place, tells=tells, WORKBENCH_DATABASE_URL=url)

    @classmethod
    def fan_out(cls, window: float) -> Process:
        port = free_port()
        return cls(str(HERE / "bare.py"), "fan-out", str(port), str(window), "PIPE", port=port)

    @classmethod
    def insert_and_commit(cls, file: Path) -> Process:
        port = free_port()
        return cls(str(HERE / "bare.py"), "insert", str(port), str(file), port=port)

    @classmethod
    def ordinary(cls, file: Path) -> Process:
        port, cookie = free_port(), "workbench"
        words = ("ordinary", str(port), str(file), SECRET, cookie)
        return cls(str(HERE / "bare.py"), *words, port=port)

    def wait(self) -> None:
        """Return when the port answers, which it does when all is loaded."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self.process.poll() is None, "the server ended by itself"
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
            except OSError:
                time.sleep(0.02)
            else:
                return
        raise AssertionError("the server did not answer")

    def listen(self) -> None:
        """Collect the moments of commits on the running event loop."""
        asyncio.get_running_loop().add_reader(self._reads, self._read)

    def deafen(self) -> None:
        asyncio.get_running_loop().remove_reader(self._reads)

    def _read(self) -> None:
        data = self._kept + os.read(self._reads, 65536)
        *lines, self._kept = data.split(b"\n")
        for line in lines:
            workspace, position, moment = line.split()
            self.clock[int(workspace), int(position)] = float(moment)

    @property
    def memory(self) -> float:
        """Megabytes that the process holds now."""
        told = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", told)[1]) / 1024  # type: ignore[index]

    @property
    def seconds_of_work(self) -> float:
        """Processor time that the process has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
        if self._reads is not None:
            os.close(self._reads)
