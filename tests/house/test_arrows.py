"""Imports point one way: text, extensions, models, then forms, live, reports and exchange, then views."""

import ast
import re
import subprocess
import sys
from pathlib import Path

from tests.house.tree import ROOT, files, modules, named, parsed


def test_every_import_follows_the_arrows():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def calls(method, *folders):
    """Return where a method of this name is called: "file:line receiver"."""
    return [
        f"{named(path)}:{node.lineno} {ast.unparse(node.func.value)}"
        for path in [path for folder in folders for path in files(ROOT / folder, ".py")]
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == method
    ]


def test_only_commit_commits_the_session():
    """`commit()` writes the log, the journal and the exit rules; the session's own would leave them behind."""
    found = [call for call in calls("commit", "workbench", "tests") if "session" in call]
    assert [call for call in found if "workbench/models/commit.py" not in call] == []
    assert len(found) == 1


def test_records_forms_and_reports_never_commit():
    """The view, and only the view, commits; a command may end in a commit of its own."""
    callers = [
        named(path)
        for path in modules("models", "forms", "reports", "text", "exchange", "demo")
        if path.name != "commit.py" and "import commit\n" in path.read_text("utf-8")
    ]
    assert callers == []


def test_two_listeners_look_at_the_session():
    """One notes what a flush changes, one forgets it after a rollback; nothing else happens by itself."""
    found = [
        line.strip()
        for path in modules()
        if path.parent.name != "demo"
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"listens_for\((Session|Mapper|db\.session)|event\.listen\(", line)
    ]
    assert found == [
        '@listens_for(Session, "before_flush")',
        '@listens_for(Session, "after_rollback")',
    ]


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
