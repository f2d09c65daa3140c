"""Imports point one way: text, extensions, models, then forms, live, reports and exchange, then views."""

import ast
import subprocess
import sys
from pathlib import Path

from tests.house.tree import ROOT, modules, named, parsed


def test_every_import_follows_the_arrows():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_records_forms_and_reports_never_commit():
    """The view, and only the view, commits; a command may end in a commit of its own."""
    commits = [
        f"{named(path)}:{node.lineno}"
        for path in modules("models", "forms", "reports", "text")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
    ]
    assert commits == []


def test_records_are_asked_for_with_select():
    """`Model.query` hides the session and belongs to an older way of writing."""
    old = [
        f"{named(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute)
        and node.attr == "query"
        and isinstance(node.value, ast.Name)
        and node.value.id[:1].isupper()
    ]
    assert old == []
