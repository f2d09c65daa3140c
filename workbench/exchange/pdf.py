"""PDF files: each is made in a process of its own, few at a time and for a limited time, beside whoever writes."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from pathlib import Path

from workbench.models.base import DomainError
from workbench.text.messages import N_

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 2
MOST_SECONDS = 60
CHILD = Path(__file__).with_name("pdf_child.py")
# What the child ends with where the system has no Pango.
LIBRARIES_MISSING = 3

_free = threading.BoundedSemaphore(MOST_AT_ONCE)


class PdfBusy(DomainError):
    """As many PDFs as may be are being made: the next one is asked for again."""


class PdfFailed(DomainError):
    """No PDF can be made, of this page or on this machine."""


def make_pdf(html: str, static: Path) -> bytes:
    """Return the PDF of a page that names nothing but static files; raise PdfBusy or PdfFailed.

    The caller holds no database transaction: it takes seconds.
    """
    if not _free.acquire(blocking=False):
        raise PdfBusy(
            N_("Other PDFs are being made at the moment. Wait a few seconds and ask again.")
        )
    try:
        return _made(html, static)
    finally:
        _free.release()


def _made(html: str, static: Path) -> bytes:
    line = [sys.executable, "-I", str(CHILD), str(static), str(MOST_SECONDS)]
    try:
        done = subprocess.run(  # noqa: S603 the program is our own, and no shell reads the line
            line,
            input=html.encode(),
            capture_output=True,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        why = N_("The PDF took too long to make. Show fewer lines, or take the SVG.")
        raise PdfFailed(why) from None
    if done.returncode:
        logger.error("PDF: %s", done.stderr.decode(errors="replace")[-2000:])
    if done.returncode == LIBRARIES_MISSING:
        why = N_(
            "This server lacks a library for PDF files (Pango): whoever runs the workbench can install it."
            " The map also leaves as SVG, and prints from the page."
        )
        raise PdfFailed(why)
    if done.returncode:
        raise PdfFailed(N_("The PDF could not be made. Take the SVG, or print the page."))
    return done.stdout
