"""Answers that are sent while they are made: the first byte at once, and never the whole in memory."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import IO

from flask import Response, request, stream_with_context
from werkzeug.wsgi import FileWrapper

from workbench.extensions import db

# Bytes of one piece, about: enough that handing it on costs little beside making it.
PIECE = 64 * 1024


def streamed(lines: Iterable[str], mimetype: str) -> Response:
    """Answer lines as they come; what fails before the first piece is there is told by a page.

    What fails later cuts the connection, so that nobody takes a part for the whole. The session stays open until
    the last line. What is hardly more than a piece is answered whole, with its length.
    """
    found = pieces(lines)
    begun = list(islice(found, 2))
    if len(begun) < 2:
        return Response(b"".join(begun), mimetype=mimetype)
    rest = () if request.method == "HEAD" else with_session(chain(begun, found))
    return Response(iter(rest), mimetype=mimetype)


def with_session(found: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the pieces in the session of this request, which would be closed before most of them are made."""
    session = db.session()
    # What ends with the request closes the session that it finds here.
    db.session.registry.clear()

    def kept() -> Iterator[bytes]:
        db.session.registry.set(session)
        yield from found

    return stream_with_context(kept())


def streamed_file(file: IO[bytes], mimetype: str) -> Response:
    """Answer an open file piece by piece, and close it."""
    length = file.seek(0, 2)
    file.seek(0)
    answer = Response(FileWrapper(file, PIECE), mimetype=mimetype, direct_passthrough=True)
    answer.content_length = length
    return answer


def pieces(lines: Iterable[str]) -> Iterator[bytes]:
    """Yield the lines in UTF-8, gathered into pieces."""
    gathered: list[str] = []
    size = 0
    for line in lines:
        gathered.append(line)
        size += len(line)
        if size >= PIECE:
            yield "".join(gathered).encode()
            gathered, size = [], 0
    if gathered:
        yield "".join(gathered).encode()
