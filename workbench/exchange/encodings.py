"""Decides in which encoding a text file was saved: by its first bytes, else by which accents make sense."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from workbench.exchange.input_file import InputFile
from workbench.exchange.unreadable import NO_TABLE, Unreadable
from workbench.text.messages import N_

CHUNK = 1024 * 1024
SAMPLE = 256 * 1024  # bytes of lines beyond ASCII that are weighed
NAMES = {
    "utf-8-sig": "UTF-8",
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252",
    "mac_roman": "Mac Roman",
    "cp850": "MS-DOS (CP850)",
}
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# In this order where they fit alike.
SINGLE_BYTE = ("cp1252", "mac_roman", "cp850")
SMALL = "áàâãäéèêëíìîïóòôõöúùûüçñ"
# What is written here besides letters: ordinals, dashes, quotes, signs of money and measure.
SIGNS = "ºª°–—“”‘’…•€§¿¡«»²³®©½¼\u00a0"
# A letter that fits its neighbours counts for it; a capital within small letters and any other sign against it.
FITS = re.compile(
    f"[{SMALL}](?![A-ZÀ-Þ]{{2}})|(?<![a-zà-ÿ])[{SMALL.upper()}]|(?<=[A-ZÀ-Þ])[{SMALL.upper()}]|[{SIGNS}]"
)
BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
UNDECODED = re.compile("[\udc80-\udcff]")
CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True)
class Encoding:
    """How a file's bytes are read: the codec, the name that people know, and whether it was guessed."""

    codec: str
    name: str
    is_guessed: bool = False
    errors: str = "strict"


def encoding_of(file: InputFile, given: str = "") -> Encoding:
    """Return the encoding that was given, or the one that the file's bytes speak for."""
    if given:
        return named(given)
    start = file.start()
    for mark, codec in MARKS:
        if start.startswith(mark):
            return Encoding(codec, NAMES[codec])
    if codec := without_mark(start):
        return Encoding(codec, NAMES[codec])
    if len(CONTROLS.findall(start)) > len(start) / 50:
        raise Unreadable(NO_TABLE, file=file.name)
    return by_its_letters(file)


def named(name: str) -> Encoding:
    """Return the encoding of this name; raise Unreadable where there is none for texts."""
    try:
        codec = codecs.lookup(name)
        "á".encode(codec.name)
        b"a".decode(codec.name)
    except (LookupError, ValueError, TypeError) as error:
        why = N_("There is no encoding %(name)s. Name one such as utf-8, cp1252 or mac_roman.")
        raise Unreadable(why, name=name[:40]) from error
    known = {"utf-8": "utf-8-sig", "mac-roman": "mac_roman"}.get(codec.name, codec.name)
    return Encoding(known, NAMES.get(known, codec.name))


def without_mark(start: bytes) -> str:
    """Return the form of UTF-16 in which every second byte is zero, as that of Latin letters is."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    many = len(start) // 5
    if odd > many and not even:
        return "utf-16-le"
    return "utf-16-be" if even > many and not odd else ""


def by_its_letters(file: InputFile) -> Encoding:
    """Return UTF-8 where the whole file is that, or all but some letters; else what its accents fit best."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    accented = broken = 0
    others = bytearray()
    for chunk in chunks(file):
        if chunk.isascii():
            continue
        text = decoder.decode(chunk)
        broken += len(UNDECODED.findall(text))
        accented += len(chunk) - len(text)
        if broken and len(others) < SAMPLE:
            others += b"\n".join(line for line in chunk.splitlines() if not line.isascii())[:SAMPLE]
    broken += len(decoder.decode(b"", final=True))
    if not broken:
        return Encoding("utf-8", NAMES["utf-8"])
    if accented > 4 * broken:
        return Encoding("utf-8", NAMES["utf-8"], is_guessed=True, errors="replace")
    codec = max(SINGLE_BYTE, key=lambda each: fitting(bytes(others), each))
    return Encoding(codec, NAMES[codec], is_guessed=True, errors="replace")


def fitting(sample: bytes, codec: str) -> int:
    """Return how many letters beyond ASCII make sense in this encoding, less those that do not."""
    text = sample.decode(codec, errors="replace")
    good = len(FITS.findall(text))
    return 2 * good - len(BEYOND_ASCII.findall(text))


def chunks(file: InputFile) -> Iterator[bytes]:
    with file.path.open("rb") as source:
        while chunk := source.read(CHUNK):
            yield chunk
