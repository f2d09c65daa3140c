"""Tells by its first bytes what a file is, whatever its name says, and refuses what holds no table."""

import zipfile

from workbench.exchange.input_file import InputFile
from workbench.exchange.unreadable import Unreadable
from workbench.text.messages import N_

PDF = N_(
    "%(file)s is a PDF, which holds no table to read. Save the table it was made from as XLSX or CSV."
)
PICTURE = N_("%(file)s is a picture. Save the table as XLSX or CSV.")
PACKED = N_("%(file)s is a compressed file. Unpack it, then import the table in it.")
OLD_EXCEL = N_("%(file)s is in the old Excel form. Save it as XLSX or CSV.")
LOCKED = N_("%(file)s is locked with a password. Save it without one.")
WEB_PAGE = N_("%(file)s is a web page. Open it in a spreadsheet and save it as XLSX.")
XML = N_("%(file)s is an XML document. Open it in a spreadsheet and save it as XLSX.")
OTHER_SHEET = N_("%(file)s is a spreadsheet of another form. Save it as XLSX or CSV.")
DOCUMENT = N_("%(file)s is a document, not a workbook. Save its table as XLSX or CSV.")
NO_WORKBOOK = N_("%(file)s is not an XLSX workbook.")

SIGNATURES = (
    (b"%PDF", PDF),
    *((start, PICTURE) for start in (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")),
    *((start, PACKED) for start in (b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ")),
    (b"{\\rtf", DOCUMENT),
)
OLE = b"\xd0\xcf\x11\xe0"
MARKUP = (
    *((start, WEB_PAGE) for start in ("<!doctype html", "<html", "<head", "<meta", "<body")),
    *((start, WEB_PAGE) for start in ("<table", "<style", "<div", "<center")),
    *((start, XML) for start in ("<?xml", "<!doctype")),
)


def kind_of(file: InputFile) -> str:
    """Return "xlsx" or "text"; raise Unreadable with the sentence for what is neither."""
    start = file.start()
    if not start:
        raise Unreadable(N_("%(file)s is empty."), file=file.name)
    if start.startswith(b"PK"):
        check_archive(file)
        return "xlsx"
    if start.startswith(OLE):
        raise Unreadable(LOCKED if is_encrypted(file) else OLD_EXCEL, file=file.name)
    is_riff = start.startswith(b"RIFF") and start[8:12] == b"WEBP"
    found = PICTURE if is_riff else sentence_for(start)
    if found:
        raise Unreadable(found, file=file.name)
    return "text"


def sentence_for(start: bytes) -> str:
    """Return what is said of a file that begins so and is no table; nothing for what may be one."""
    for signature, sentence in SIGNATURES:
        if start.startswith(signature):
            return sentence
    text = start[:400].replace(b"\0", b"").decode("latin-1").lstrip("ï»¿ÿþ \t\r\n").lower()
    return next((sentence for tag, sentence in MARKUP if text.startswith(tag)), "")


def is_encrypted(file: InputFile) -> bool:
    return "EncryptedPackage".encode("utf-16-le") in file.start(64 * 1024)


def check_archive(file: InputFile) -> None:
    """Refuse an archive that is no workbook of today's Excel, each with its sentence."""
    try:
        with zipfile.ZipFile(file.path) as archive:
            names = {part.filename for part in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unreadable(NO_WORKBOOK, file=file.name) from error
    if "xl/workbook.bin" in names or {"mimetype", "content.xml"} <= names:
        raise Unreadable(OTHER_SHEET, file=file.name)
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise Unreadable(DOCUMENT, file=file.name)
    if "[Content_Types].xml" not in names:
        raise Unreadable(PACKED, file=file.name)
