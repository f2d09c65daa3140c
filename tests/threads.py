"""Several people at once: runs operations in threads of their own, each with a session of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask

from workbench.extensions import db


def at_once(app: Flask, operations: Sequence[Callable[[], Any]]) -> list[Any]:
    """Start all operations in the same moment and return their results; raise the first error of any."""
    start = threading.Barrier(len(operations))
    results: list[Any] = [None] * len(operations)
    errors: list[BaseException] = []

    def run(place: int, operation: Callable[[], Any]) -> None:
        with app.app_context():
            try:
                start.wait(10)
                results[place] = operation()
            except BaseException as error:
                errors.append(error)
            finally:
                db.session.remove()

    db.session.remove()
    threads = [
        threading.Thread(target=run, args=(place, operation))
        for place, operation in enumerate(operations)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if errors:
        raise errors[0]
    return results


def in_context(app: Flask, operation: Callable[[], Any]) -> Any:
    """Do an operation with a session of its own, as another request would."""
    with app.app_context():
        try:
            return operation()
        finally:
            db.session.remove()
