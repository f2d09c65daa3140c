"""Static files under addresses that carry their fingerprint, and the one stylesheet joined from many files."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response, abort, current_app, request
from werkzeug.datastructures import Headers
from werkzeug.utils import safe_join
from werkzeug.wrappers import Response as BaseResponse

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# The cascade: later layers win. Files without a layer name stay outside of every @layer.
LAYERS: tuple[tuple[str, str], ...] = (
    ("", "tokens"),
    ("reset", "reset"),
    ("base", "base prose"),
    (
        "components",
        "icon button chip field tag avatar bar page notice panel route next-step checklist feed agenda note board"
        " tray figure kpi objective table journey map-editor curve-keys cell-editor map-start sheet step-tools fates map-lines matrix quick-note wall room ladder trend statement charter join"
        " footer versions contradiction prototype guided evidence status presence poster undo help drop declared"
        " files picture-first screens",
    ),
    ("utilities", "utilities"),
    ("", "forced-colors print"),
)
FINGERPRINT_LENGTH = 12
ONE_YEAR = 365 * 24 * 60 * 60
MIME_TYPES = {".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
FONT_ADDRESS = re.compile(r'url\("\.\./(fonts/[^"]+)"\)')


class SharedFile(Response):
    """A file that is the same for everybody: it never varies by cookie, and sets none."""

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:
        headers = super().get_wsgi_headers(environ)
        headers["Vary"] = "Accept-Encoding"
        headers.remove("Set-Cookie")
        return headers


class Assets:
    """The files of the static folder, cached in memory (in debug mode: read every time)."""

    def __init__(self, folder: Path, address: str, keep: bool):
        self.folder = folder
        self.address = address
        self.keep = keep
        self._contents: dict[str, bytes] = {}
        self._names: dict[str, str] = {}

    def contents(self, path: str) -> bytes | None:
        """Return the bytes of the file at ``path``, or None when there is no such file."""
        if path in self._contents:
            return self._contents[path]
        found = safe_join(str(self.folder), path)
        if found is None or not Path(found).is_file():
            return None
        contents = Path(found).read_bytes()
        if self.keep:
            self._contents[path] = contents
        return contents

    def fingerprint(self, path: str) -> str:
        """Return the hash of the file; modules of js/ share the folder's, as they import one another."""
        if path.startswith("js/"):
            modules = sorted(self.folder.glob("js/**/*.js"))
            return digest(b"".join(module.read_bytes() for module in modules))
        contents = self.contents(path)
        if contents is None:
            raise FileNotFoundError(f"there is no static file {path}")
        return digest(contents)

    def name(self, path: str) -> str:
        """Return ``path`` behind its fingerprint, as it stands in addresses: ``3f…/img/icons.svg``."""
        if path in self._names:
            return self._names[path]
        name = f"{self.fingerprint(path)}/{path}"
        if self.keep:
            self._names[path] = name
        return name

    def stylesheet(self) -> bytes:
        """Return all listed stylesheets as one, each in its layer, fonts named by fingerprint."""
        if self.keep and "app.css" in self._contents:
            return self._contents["app.css"]
        order = dict.fromkeys(layer for layer, _ in LAYERS if layer)
        parts = [f"@layer {', '.join(order)};"]
        for layer, names in LAYERS:
            rules = "".join(self._rules(name) for name in names.split())
            parts.append(f"@layer {layer} {{\n{rules}}}" if layer else rules)
        joined = "\n".join(parts).encode()
        if self.keep:
            self._contents["app.css"] = joined
        return joined

    def stylesheet_name(self) -> str:
        """Return the file name of the joined stylesheet, with its fingerprint."""
        if "app.css" not in self._names or not self.keep:
            self._names["app.css"] = f"app-{digest(self.stylesheet())}.css"
        return self._names["app.css"]

    def _rules(self, name: str) -> str:
        text = (self.folder / "css" / f"{name}.css").read_text(encoding="utf-8")
        text = COMMENT.sub("", text)
        return FONT_ADDRESS.sub(lambda found: f'url("{self.name(found[1])}")', text)


def digest(contents: bytes) -> str:
    """Return a short hash that names these bytes in an address."""
    return hashlib.sha256(contents).hexdigest()[:FINGERPRINT_LENGTH]


def kept() -> Assets:
    """Return the assets of the present application."""
    return current_app.extensions["assets"]


def static_url(path: str) -> str:
    """Return a static file's address, which may be cached for a year: ``asset()`` in templates."""
    assets = kept()
    return f"{request.script_root}{assets.address}/{assets.name(path)}"


def stylesheet_url() -> str:
    """Return the address of the one stylesheet."""
    assets = kept()
    return f"{request.script_root}{assets.address}/{assets.stylesheet_name()}"


def serve(filename: str) -> BaseResponse:
    """Answer a static file; an address of an earlier release gets today's file with no-cache."""
    assets = kept()
    if filename.startswith("app-") and filename.endswith(".css"):
        contents, is_current = assets.stylesheet(), filename == assets.stylesheet_name()
        path = "app.css"
    else:
        path, is_current = without_fingerprint(assets, filename)
        found = assets.contents(path)
        if found is None:
            abort(404)
        contents = found
    kind = MIME_TYPES.get(Path(path).suffix) or mimetypes.guess_type(path)[0]
    response = SharedFile(contents, mimetype=kind or "application/octet-stream")
    response.set_etag(digest(contents))
    if is_current:
        response.cache_control.public = True
        response.cache_control.max_age = ONE_YEAR
        response.cache_control.immutable = True
    else:
        response.cache_control.no_cache = True
    return response.make_conditional(request)


def without_fingerprint(assets: Assets, filename: str) -> tuple[str, bool]:
    """Return the path of a static file, and whether the address names it as it is now."""
    first, slash, rest = filename.partition("/")
    looks_like_one = len(first) == FINGERPRINT_LENGTH and set(first) <= set("0123456789abcdef")
    if not slash or not looks_like_one:
        return filename, False
    return rest, assets.contents(rest) is not None and assets.name(rest) == filename


def init_app(app: Flask) -> None:
    """Serve the static folder through fingerprints and give templates ``asset`` and ``stylesheet_url``."""
    if app.static_folder is None:
        raise RuntimeError("the application has no static folder")
    address = app.static_url_path or "/static"
    app.extensions["assets"] = Assets(Path(app.static_folder), address, keep=not app.debug)
    if "static" not in app.view_functions:
        app.add_url_rule(f"{address}/<path:filename>", endpoint="static")
    app.view_functions["static"] = serve
    app.jinja_env.globals["asset"] = static_url
    app.context_processor(lambda: {"stylesheet_url": stylesheet_url()})
