"""The log is append-only: the database itself refuses to delete events, and to change what they say happened.

Who did it and its facts may be written over, so that a person can be erased and a guest turn out to be
somebody. A migration that writes the table of events anew has to guard it again.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

KEPT = "id, workspace_id, position, action, subject_kind, subject_id, at, token"
REASON = "the log is append-only"

CREATE = {
    "sqlite": (
        "CREATE TRIGGER event_is_kept BEFORE DELETE ON event"
        f" BEGIN SELECT RAISE(ABORT, '{REASON}'); END",
        f"CREATE TRIGGER event_is_as_it_was BEFORE UPDATE OF {KEPT} ON event"
        f" BEGIN SELECT RAISE(ABORT, '{REASON}'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION refuse_to_change_event() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{REASON}'; END $$",
        "CREATE TRIGGER event_is_kept BEFORE DELETE OR TRUNCATE ON event"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_event()",
        f"CREATE TRIGGER event_is_as_it_was BEFORE UPDATE OF {KEPT} ON event"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_event()",
    ),
}
DROP = {
    "sqlite": ("DROP TRIGGER event_is_as_it_was", "DROP TRIGGER event_is_kept"),
    "postgresql": (
        "DROP TRIGGER event_is_as_it_was ON event",
        "DROP TRIGGER event_is_kept ON event",
        "DROP FUNCTION refuse_to_change_event",
    ),
}


def guard(bind: Connection) -> None:
    for statement in CREATE[bind.dialect.name]:
        bind.exec_driver_sql(statement)


def unguard(bind: Connection) -> None:
    for statement in DROP[bind.dialect.name]:
        bind.exec_driver_sql(statement)


@contextmanager
def unguarded(bind: Connection) -> Iterator[None]:
    """Let a whole city go, in the transaction that takes it away."""
    unguard(bind)
    yield
    guard(bind)
