"""Makes one PDF in a process of its own, run by its path: reads HTML from stdin, writes the PDF to stdout.

It fetches nothing but files of the folder of static files, whose path is its first argument: no network, no other
file. The second one is how many seconds it may take.
"""

import mimetypes
import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote

if sys.platform != "win32":
    import resource

# What the process ends with where the system has no Pango, see pdf.py.
LIBRARIES_MISSING = 3
try:
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher, URLFetcherResponse
except OSError as error:
    print(error, file=sys.stderr)
    sys.exit(LIBRARIES_MISSING)

# Addresses below this one are files of the folder; there is no such server.
BASE = "http://static.invalid/"
MOST_BYTES_OF_MEMORY = 2 * 1024**3


class StaticFiles(URLFetcher):  # type: ignore[misc]
    """Hands out files of one folder, and nothing else."""

    def __init__(self, folder: Path):
        super().__init__()
        self.folder = folder.resolve()

    def fetch(self, url: str, headers: Any = None) -> Any:
        path = self.file_at(url)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    def file_at(self, url: str) -> Path:
        """Return the file that an address names; raise ValueError for everything else."""
        if not url.startswith(BASE):
            raise ValueError("only static files are fetched")
        path = (self.folder / unquote(url[len(BASE) :].split("?")[0])).resolve()
        if not path.is_relative_to(self.folder) or not path.is_file():
            raise ValueError("there is no such static file")
        return path


def make_pdf(html: str, folder: Path) -> bytes:
    """Return the PDF of a page; what it may not fetch is left out of it."""
    made: bytes = HTML(string=html, base_url=BASE, url_fetcher=StaticFiles(folder)).write_pdf()
    return made


def stay_small(seconds: int) -> None:
    """Bound the process, and let it give way to whoever works."""
    if sys.platform != "win32":
        os.nice(5)
        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES_OF_MEMORY,) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds,) * 2)


if __name__ == "__main__":
    stay_small(int(sys.argv[2]))
    page = sys.stdin.buffer.read().decode()
    sys.stdout.buffer.write(make_pdf(page, Path(sys.argv[1])))
