"""What the house tests read: the files of the project, without what tools and machines left there."""

from __future__ import annotations

import ast
from configparser import ConfigParser
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "workbench"
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
MIGRATIONS = ROOT / "migrations"


def files(folder: Path, *endings: str) -> list[Path]:
    """Return the files below a folder with one of these endings (all when none is named)."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and "__pycache__" not in path.parts
        and not path.name.startswith(".")
        and (not endings or path.suffix in endings)
    )


def modules(*rooms: str) -> list[Path]:
    """Return the Python files of the package, or of some of its rooms."""
    if not rooms:
        return files(PACKAGE, ".py")
    return [path for room in rooms for path in files(PACKAGE / room, ".py")]


def templates() -> list[Path]:
    """Return all template files."""
    return files(TEMPLATES)


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def named(path: Path) -> str:
    """Return the path as a person would say it, from the top of the project."""
    return path.relative_to(ROOT).as_posix()


def settings() -> ConfigParser:
    """Return setup.cfg."""
    parser = ConfigParser(interpolation=None)
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser
