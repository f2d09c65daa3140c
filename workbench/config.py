"""Settings: every one is an environment variable with the prefix WORKBENCH_, and `workbench config` lists them."""

from __future__ import annotations

import logging
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from workbench.database import connect_options

logger = logging.getLogger(__name__)


@dataclass
class Settings:
    """What an installation may set; the comment on each line is what `workbench config` prints."""

    instance: str = "instance"  # where database, uploads and the secret live
    database_url: str = ""  # empty: an SQLite file in the instance folder
    secret_key: str = ""  # empty: generated into the instance folder
    base_url: str = (
        ""  # the address people use: links are made with it, and no other name is answered
    )
    hosts: str = ""  # other names that are answered besides that of base_url, with commas
    site_name: str = "Bancada"  # the product's name on screen
    default_language: str = "pt_BR"  # for browsers that ask for none of ours
    largest_request: str = str(24 * 1024 * 1024)  # bytes; larger ones are answered 413
    secure_cookies: str = ""  # "1" when people reach the site by https only
    trusted_proxies: str = "0"  # how many proxies stand in front and set X-Forwarded-*
    look_at_links: str = ""  # "1" lets people have the link of a launch looked at, from here
    threads: str = "16"  # how many requests one process works on at once
    most_readers: str = "3000"  # how many streams one process keeps open

    @classmethod
    def from_environment(cls, **overrides: Any) -> Settings:
        """Read WORKBENCH_* variables; keyword arguments win."""
        values = {
            field.name: os.environ[f"WORKBENCH_{field.name.upper()}"]
            for field in fields(cls)
            if f"WORKBENCH_{field.name.upper()}" in os.environ
        }
        return cls(**{**values, **{name: str(value) for name, value in overrides.items()}})

    @property
    def is_https(self) -> bool:
        """Whether people reach the site by https alone."""
        return bool(self.secure_cookies) or self.base_url.lower().startswith("https://")

    @property
    def folder(self) -> Path:
        return Path(self.instance).resolve()

    def furnish(self) -> None:
        """Make the folder, and close to other users what is kept in it; one that is in use stays as it was set."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if all(path.name == ".gitignore" for path in self.folder.iterdir()):
            with suppress(OSError):
                self.folder.chmod(0o700)
        for path in self.private_paths():
            close_to_others(path)

    def private_paths(self) -> list[Path]:
        """Return what is kept here and may be read by its owner alone."""
        paths = [self.folder / "secret", self.uploads, self.imports]
        if self.database.startswith("sqlite:///"):
            path = Path(self.database.removeprefix("sqlite:///").partition("?")[0])
            paths += [path.with_name(path.name + end) for end in ("", "-wal", "-shm")]
        return paths

    @property
    def uploads(self) -> Path:
        return self.folder / "uploads"

    @property
    def imports(self) -> Path:
        """Where files lie that somebody looks through before they are imported."""
        return self.folder / "imports"

    @property
    def database(self) -> str:
        """The database URL, with the driver that is installed for PostgreSQL."""
        url = self.database_url or f"sqlite:///{self.folder / 'workbench.db'}"
        for short in ("postgres://", "postgresql://"):
            if url.startswith(short):
                return "postgresql+psycopg://" + url.removeprefix(short)
        return url

    def secret(self) -> str:
        """Return the secret key, making one that only this user can read when there is none."""
        if self.secret_key:
            return self.secret_key
        path = self.folder / "secret"
        if not path.exists():
            self.furnish()
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(48))
        return path.read_text().strip()

    def flask(self) -> dict[str, Any]:
        """Return what Flask and its extensions are configured with."""
        return {
            "SECRET_KEY": self.secret(),
            "SQLALCHEMY_DATABASE_URI": self.database,
            # Each worker thread, the feed, the renderer and the housekeeping may hold a connection.
            "SQLALCHEMY_ENGINE_OPTIONS": {
                "pool_size": int(self.threads) + 4,
                "max_overflow": 4,
                "connect_args": connect_options(self.database),
            },
            "MAX_CONTENT_LENGTH": int(self.largest_request),
            # Of a form with files: its parts, boxes that are ticked among them, and the bytes of each text.
            # No text of ours has more than 10,000 characters.
            "MAX_FORM_PARTS": 100,
            "MAX_FORM_MEMORY_SIZE": 100 * 1024,
            # No other site under the same domain can set a cookie of this name.
            "SESSION_COOKIE_NAME": "__Host-workbench" if self.is_https else "workbench",
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.is_https,
            "SESSION_REFRESH_EACH_REQUEST": False,
            # Sign-ins are rows of ours: no cookie can have this name, and no browser's address is compared.
            "REMEMBER_COOKIE_NAME": "; none",
            "SESSION_PROTECTION": None,
            "WTF_CSRF_TIME_LIMIT": None,  # a workshop outlasts the hour
            "BABEL_DEFAULT_LOCALE": self.default_language,
            "COMPRESS_ALGORITHM": ["br", "gzip"],
            "COMPRESS_BR_LEVEL": 4,
            "SETTINGS": self,
        }


def close_to_others(path: Path) -> None:
    """Take every right on the path from all but its owner; tell where that cannot be done."""
    try:
        mode = path.stat().st_mode & 0o777
        if mode & 0o077:
            path.chmod(mode & 0o700)
    except FileNotFoundError:
        pass
    except OSError as error:
        logger.warning("%s may be read by others and cannot be closed: %s", path, error.strerror)
