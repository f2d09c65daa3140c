"""An agenda as pages show it: the blocks of the bar, the timer, and hours by the workshop's own clock."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import gettext

from workbench.models.base import now
from workbench.models.programme.workshop import Workshop
from workbench.models.room.block import Block
from workbench.text import formats
from workbench.web.filters import language, ngettext
from workbench.web.fragments import is_streamed

# As in the browser (clock.js): amber for the last fifth of the time, red for the last twentieth.
LOW, OVER = 0.2, 0.05
IN_BAR = {"running": "live", "done": "past", "skipped": "skipped", "planned": "next"}
# In what many people share, time moves in steps: nobody is sent the same bar for each second.
STEP = 5


def bar_blocks(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """Return the blocks of the bar; homework has no place on the clock."""
    return [
        {
            "name": block.title,
            "minutes": block.minutes + block.extra_minutes,
            "state": IN_BAR[block.state],
            "done": block.share - block.share % STEP,
        }
        for block in blocks
        if block.kind != "homework"
    ]


def clock_of(block: Block | None) -> dict[str, Any] | None:
    """Return what the timer of a running block shows; None when none runs."""
    if block is None or block.state != "running":
        return None
    left, length = block.seconds_left, round(block.length.total_seconds())
    shared = is_streamed()
    return {
        "ends_at": epoch(block.ends_at),
        "paused_left": None if block.ends_at else left,
        "length": length,
        # The browser writes the time itself; without scripts it is that of the moment of reading.
        "text": written(length if shared and block.ends_at else left),
        "low": "" if shared else look(left, length),
    }


def epoch(moment: datetime | None) -> int | None:
    """Return milliseconds as browsers count them."""
    return round(moment.timestamp() * 1000) if moment else None


def look(left: int, length: int) -> str:
    if left <= length * OVER:
        return "over"
    return "low" if left <= length * LOW else ""


def written(seconds: int) -> str:
    """Return 04:12, 1:04:12, or +00:30 when the time is over."""
    hours, rest = divmod(abs(seconds), 3600)
    shown = f"{rest // 60:02}:{rest % 60:02}"
    shown = f"{hours}:{shown}" if hours else shown
    return f"+{shown}" if seconds < 0 else shown


def hour(moment: datetime | None, zone: ZoneInfo) -> str:
    """Return the hour of a moment by the workshop's own clock."""
    return formats.clock(moment.astimezone(zone).time(), language()) if moment else ""


def lately(moment: datetime | None, zone: ZoneInfo) -> str:
    """Return the hour of a moment of today, the day of an earlier one."""
    if moment is None:
        return ""
    there = moment.astimezone(zone).date()
    if there == now().astimezone(zone).date():
        return hour(moment, zone)
    return formats.short_day(there, language())


def day_and_hour(moment: datetime | None, zone: ZoneInfo) -> str:
    if moment is None:
        return ""
    there = moment.astimezone(zone)
    return f"{formats.weekday(there.date(), language())}, {hour(moment, zone)}"


def lateness(minutes: int | None) -> str:
    """Return how the workshop stands against its plan, in words."""
    if minutes is None:
        return ""
    if minutes == 0:
        return gettext("on time")
    if minutes > 0:
        return ngettext("%(num)s minute behind", "%(num)s minutes behind", minutes)
    return ngettext("%(num)s minute ahead", "%(num)s minutes ahead", -minutes)


def between(workshop: Workshop) -> str:
    """Return where an open room stands while no block runs."""
    states = {block.state for block in workshop.blocks if block.kind != "homework"}
    if states <= {"planned"}:
        return gettext("Before the first block")
    return gettext("Between two blocks") if "planned" in states else gettext("After the last block")


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        hour=hour, lately=lately, day_and_hour=day_and_hour, lateness=lateness, between=between
    )
