"""The register: how long each person was seen in the room of a workshop, which suggests their attendance."""

import time
from collections import defaultdict

from sqlalchemy import select

from workbench.database import may_write
from workbench.extensions import db
from workbench.live.subscribers import Subscribers
from workbench.models.commit import commit
from workbench.models.log.event import Workspace
from workbench.models.room.attendance import note_seen

# Those present are written so often; whoever comes or leaves, at the next look.
WRITE_SECONDS = 20.0
LOOK_SECONDS = 2.0

Seat = tuple[int, int]


class AttendanceLog:
    """Counts the seconds of the readers of this process, and writes them down in batches."""

    def __init__(self, subscribers: Subscribers):
        self.subscribers = subscribers
        # (workspace, person) → the moment up to which their time is written down.
        self._until: dict[Seat, float] = {}
        self._looked_at = self._written_at = 0.0

    def keep(self) -> None:
        """Write what is due, when it is time; runs on the housekeeping thread."""
        moment = time.monotonic()
        if moment - self._looked_at < LOOK_SECONDS:
            return
        self._looked_at = moment
        here = {(w, r.person_id) for r in self.subscribers.everybody() for w in r.cursors}
        is_time = moment - self._written_at >= WRITE_SECONDS
        due = {seat for seat in here | self._until.keys() if self._is_due(seat, here, is_time)}
        if due:
            self._write({seat: moment - self._until.get(seat, moment) for seat in due})
        if is_time:
            self._written_at = moment
        written = dict.fromkeys(due, moment)
        self._until = {seat: written.get(seat, self._until.get(seat, moment)) for seat in here}

    def _is_due(self, seat: Seat, here: set[Seat], is_time: bool) -> bool:
        """Whoever came or left is written down at once, the others in their time."""
        return is_time or seat not in self._until or seat not in here

    def _write(self, seconds: dict[Seat, float]) -> None:
        statement = select(Workspace.id, Workspace.place_id).where(
            Workspace.id.in_({workspace for workspace, _ in seconds}),
            Workspace.kind == "workshop",
        )
        rooms = dict(list(db.session.execute(statement)))
        db.session.rollback()
        seen: dict[int, dict[int, int]] = defaultdict(dict)
        for (workspace, person), spent in seconds.items():
            if workspace in rooms:
                seen[rooms[workspace]][person] = round(spent)
        if not seen:
            return
        may_write.set(True)
        try:
            for workshop, people in seen.items():
                note_seen(workshop, people)
            commit()
        finally:
            may_write.set(False)
