"""A clickable prototype: one HTML page or a ZIP of pages, read under bounds and packed anew; nothing in it is trusted."""

from __future__ import annotations

import json
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from unicodedata import normalize

from workbench.models.base import DomainError
from workbench.models.work.picture import MOST_PIXELS, UNREADABLE, opened, pixels, rewritten
from workbench.text.messages import N_

MEDIA_TYPE = "application/zip"
MOST_FILES = 200
LARGEST = 20 * 1024 * 1024
PIECE = 64 * 1024
LONGEST_NAME = 200
# A file is what its name ends in, whatever is in it; what is of no such kind is left out.
TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".css": "text/css",
    ".txt": "text/plain",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".ico": "image/x-icon",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
}
PAGES = (".html", ".htm")
WITH_ADDRESSES = (*PAGES, ".css", ".js", ".mjs", ".svg")
# What systems put into every archive.
LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
OUTSIDE = re.compile(rb"(?:https?:|wss?:|[\"'(=\s])//([a-z0-9-]+(?:\.[a-z0-9-]+)+)", re.IGNORECASE)
# Names of languages, which no browser opens.
NO_PLACES = frozenset({"www.w3.org", "purl.org", "ns.adobe.com"})
MOST_TOLD = 30


@dataclass(frozen=True)
class Bundle:
    """What is known of a packed prototype: its first page, what it asks from outside, what was left out."""

    first: str
    outside: list[str]
    left_out: list[str]

    @classmethod
    def at(cls, path: Path) -> Bundle:
        with zipfile.ZipFile(path) as archive:
            return cls.of(archive)

    @classmethod
    def of(cls, archive: zipfile.ZipFile) -> Bundle:
        """Read what stands in the comment of an archive of ours."""
        return cls(**json.loads(archive.comment))


def packed(data: bytes, filename: str) -> bytes:
    """Return the page or the archive as an archive of ours; raise DomainError with what is wrong with it."""
    if is_archive(data):
        files, left_out = unpacked(data, filename)
    else:
        files, left_out = {"index.html": data}, []
    check_photographs(files, filename)
    files = {name: cleaned(name, content) for name, content in files.items()}
    first = first_page(files)
    if not first:
        raise DomainError(N_("There is no HTML page in %(filename)s."), filename=filename)
    about = Bundle(first, outside_of(files), sorted(left_out)[:MOST_TOLD])
    into = BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        archive.comment = json.dumps(vars(about)).encode()
    return into.getvalue()


def is_archive(data: bytes) -> bool:
    return data.startswith(b"PK\x03\x04")


def is_page(data: bytes, filename: str) -> bool:
    """Return whether the file is an HTML page by its name, and text by what is in it."""
    return filename.lower().endswith(PAGES) and b"<" in data and b"\x00" not in data


def unpacked(data: bytes, filename: str) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of an archive by their names, and the names of those of no known kind."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return read_all(archive, filename)
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        ValueError,
        OSError,
        zlib.error,
    ) as error:
        why = N_("The archive %(filename)s is damaged or locked. Pack it anew and send that.")
        raise DomainError(why, filename=filename) from error


def read_all(archive: zipfile.ZipFile, filename: str) -> tuple[dict[str, bytes], list[str]]:
    files: dict[str, bytes] = {}
    left_out, room = [], LARGEST
    entries = [each for each in archive.infolist() if not each.is_dir()]
    if len(entries) > MOST_FILES:
        why = N_("The archive %(filename)s has more than 200 files.")
        raise DomainError(why, filename=filename)
    for entry in entries:
        name = inside(entry, filename)
        if is_litter(name):
            continue
        if PurePosixPath(name).suffix.lower() not in TYPES:
            left_out.append(name)
            continue
        files[name] = b"".join(pieces(archive, entry, room, filename))
        room -= len(files[name])
    return files, left_out


def inside(entry: zipfile.ZipInfo, filename: str) -> str:
    """Return the path of an entry; refuse one that is a link, or leads out of the archive."""
    name = normalize("NFC", entry.filename.replace("\\", "/"))
    parts = name.split("/")
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    is_odd = ":" in name or not name.isprintable() or len(name) > LONGEST_NAME
    if is_link or is_odd or name.startswith("/") or {"", ".", ".."} & set(parts):
        why = N_("The archive %(filename)s has a file that leads outside of it: %(name)s.")
        raise DomainError(why, filename=filename, name=entry.filename[:80])
    return name


def is_litter(name: str) -> bool:
    return name.startswith(LITTER[0]) or name.rsplit("/", 1)[-1] in LITTER


def pieces(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int, filename: str
) -> Iterator[bytes]:
    """Unpack one file piece by piece, and stop when it is too much: what an archive says of sizes may be a lie."""
    with archive.open(entry) as packed_file:
        while piece := packed_file.read(PIECE):
            room -= len(piece)
            if room < 0:
                why = N_("The archive %(filename)s is larger than 20 MB when it is unpacked.")
                raise DomainError(why, filename=filename)
            yield piece


def check_photographs(files: dict[str, bytes], filename: str) -> None:
    """Refuse more photographs than may be decoded for one upload; their heads say how large they are."""
    room = MOST_PIXELS
    for content in filter(is_photograph, files.values()):
        with suppress(*UNREADABLE), opened(content) as image:
            room -= pixels(image)
    if room < 0:
        why = N_("The photographs in %(filename)s have more than 50 million pixels together.")
        raise DomainError(why, filename=filename)


def is_photograph(content: bytes) -> bool:
    return content.startswith(b"\xff\xd8\xff")


def cleaned(name: str, content: bytes) -> bytes:
    """Return text in UTF-8, as it is announced, and photographs without place and time."""
    suffix = PurePosixPath(name).suffix.lower()
    if is_photograph(content):
        return rewritten(content, name)
    if suffix not in WITH_ADDRESSES:
        return content
    for encoding in (
        "utf-8-sig",
        "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252",
    ):
        try:
            return content.decode(encoding).encode()
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1").encode()


def first_page(files: dict[str, bytes]) -> str:
    """Return the page that opens: index.html, or the first by name, of those in the fewest folders."""
    pages = [name for name in files if name.lower().endswith(PAGES)]
    return min(
        pages,
        key=lambda name: (
            name.count("/"),
            not name.lower().endswith(("index.html", "index.htm")),
            name,
        ),
        default="",
    )


def outside_of(files: dict[str, bytes]) -> list[str]:
    """Return the other sites that the files name, in the order of the alphabet."""
    found = {
        host.decode().lower()
        for name, content in files.items()
        if name.lower().endswith(WITH_ADDRESSES)
        for host in OUTSIDE.findall(content)
    }
    return sorted(found - NO_PLACES)[:MOST_TOLD]
