"""What a server holds while it works: files, threads, memory, and the log of its database."""

from __future__ import annotations

import asyncio
import re
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Vitals:
    """Samples of one process, in their order; memory and the WAL in MB."""

    pid: int
    wal: Path
    samples: dict[str, list[float]] = field(default_factory=dict)

    async def watch(self, every: float) -> None:
        """Take a sample every so many seconds until it is cancelled."""
        while True:
            self.sample()
            await asyncio.sleep(every)

    def sample(self) -> None:
        process = Path(f"/proc/{self.pid}")
        status = process.joinpath("status").read_text()
        found = {
            "files": len(list(process.joinpath("fd").iterdir())),
            "threads": number_in("Threads", status),
            "memory": number_in("VmRSS", status) / 1024,
            "WAL": self.wal.stat().st_size / 2**20 if self.wal.exists() else 0,
        }
        for name, value in found.items():
            self.samples.setdefault(name, []).append(value)

    def third(
        self, name: str, which: int, of: Callable[[list[float]], float] = statistics.mean
    ) -> float:
        """Return the mean, or another figure, of a third of the samples: 1, 2 or 3."""
        values = self.samples[name]
        size = len(values) // 3
        return of(values[size * (which - 1) : size * which])

    def told(self) -> str:
        """Return a line that gives each figure's mean in each third, and its highest."""
        return "; ".join(
            f"{name} {' → '.join(f'{self.third(name, n):.0f}' for n in (1, 2, 3))} (most {max(values):.0f})"
            for name, values in self.samples.items()
        )


def number_in(name: str, status: str) -> int:
    found = re.search(rf"{name}:\s+(\d+)", status)
    assert found
    return int(found[1])
