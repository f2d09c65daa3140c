"""Writers of one process wait for their turn in the order in which they came, and always give it back."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from workbench import database
from workbench.database import Turn, WritersConnection, may_write, prepare


def test_who_came_first_is_served_first() -> None:
    turn, served = Turn(), []
    assert turn.take(1)

    def write(number: int) -> None:
        assert turn.take(10)
        served.append(number)
        turn.give()

    threads = []
    for number in range(8):
        threads.append(threading.Thread(target=write, args=(number,)))
        threads[-1].start()
        while len(turn._waiting) <= number:
            time.sleep(0.001)
    turn.give()
    for thread in threads:
        thread.join(10)
    assert served == list(range(8))
    assert turn.take(0)


def test_who_waited_in_vain_leaves_the_queue() -> None:
    turn = Turn()
    assert turn.take(1)
    assert not turn.take(0.01)
    turn.give()
    assert turn.take(0)


@pytest.mark.parametrize("how", ["commit", "rollback", "error", "close"])
def test_the_turn_is_given_back_however_a_transaction_ends(tmp_path: Path, how: str) -> None:
    engine = create_engine(
        f"sqlite:///{tmp_path / 'turns.db'}", connect_args={"factory": WritersConnection}
    )
    prepare(engine)
    for _time in range(3):
        connection = engine.connect()
        connection.execute(text("CREATE TABLE IF NOT EXISTS line (id INTEGER)"))
        if how == "error":
            with pytest.raises(OperationalError):
                connection.execute(text("SELECT nothing FROM nowhere"))
            connection.close()
        else:
            getattr(connection, how)()
            connection.close()
    engine.dispose()


def test_reading_waits_for_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATIENCE_SECONDS", 0.05)
    # A request that only reads, in another test, may have left its mark on this thread.
    may_write.set(True)
    engine = create_engine(
        f"sqlite:///{tmp_path / 'turns.db'}", connect_args={"factory": WritersConnection}
    )
    prepare(engine)
    with engine.begin() as writing:
        writing.execute(text("CREATE TABLE line (id INTEGER)"))
    with engine.begin() as writing:
        writing.execute(text("INSERT INTO line VALUES (1)"))
        with pytest.raises(OperationalError, match="locked"), engine.begin() as second:
            second.execute(text("SELECT 1"))
        may_write.set(False)
        try:
            with engine.begin() as reading:
                assert reading.execute(text("SELECT count(*) FROM line")).scalar() == 0
        finally:
            may_write.set(True)
    engine.dispose()
