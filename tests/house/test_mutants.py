"""Faults are put, one at a time, into the code of permissions, log and import: the tests of that code find them."""

from __future__ import annotations

import ast
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import cache_from_source
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

import pytest

from tests.house.tree import MIGRATIONS, PACKAGE, ROOT, STATIC, TEMPLATES

pytestmark = pytest.mark.proof_long
MUTANTS = int(os.environ.get("PROOF_MUTANTS", "150"))
SEED = int(os.environ.get("PROOF_SEED", "1"))
LEAST_KILLED = 0.85

# The tests that cover them, the quickest first: others, as of every route, may find more.
PERMISSION_TESTS = (
    "models/test_roles house/test_places models/people/test_person views/people/test_people"
)
ACCESS_TESTS = (
    "views/people/test_people web/test_errors web/test_downloads"
    " views/programme/test_programmes views/room/test_guests"
)
LOG_TESTS = "models/log/test_event views/undo/test_undos live/test_changes"
IMPORT_TESTS = (
    "exchange/test_tables exchange/test_mappings exchange/test_bad_files exchange/test_workbooks"
    " exchange/test_own_catalogue exchange/test_reimport exchange/test_real_files"
    " exchange/test_saved_files exchange/test_commands"
)
COVERED = {
    "models/roles.py": PERMISSION_TESTS,
    "models/places.py": PERMISSION_TESTS,
    "web/access.py": ACCESS_TESTS,
    "models/log/event.py": LOG_TESTS,
    "models/log/transaction.py": LOG_TESTS,
    "models/log/journal.py": LOG_TESTS,
    "exchange/reading.py": IMPORT_TESTS,
    "exchange/service_import.py": IMPORT_TESTS,
    "exchange/fields.py": IMPORT_TESTS,
    "exchange/headers.py": IMPORT_TESTS,
}
PAIRS = (
    (ast.Eq, ast.NotEq),
    (ast.Lt, ast.LtE),
    (ast.Gt, ast.GtE),
    (ast.Is, ast.IsNot),
    (ast.In, ast.NotIn),
    (ast.And, ast.Or),
    (ast.Add, ast.Sub),
    (ast.BitOr, ast.BitAnd),
)
SWAPPED: dict[type, Any] = {one: other for pair in PAIRS for one, other in (pair, pair[::-1])}
# What these are given changes no behaviour, or is the schema, which is compared with the migrations.
UNJUDGED = {
    "mapped_column",
    "relationship",
    "String",
    "UniqueConstraint",
    "Index",
    "N_",
    "bindparam",
}


@dataclass(frozen=True)
class Mutant:
    """One fault: the part of a module that is replaced, and by what."""

    module: str
    node: ast.expr
    text: str

    def __str__(self) -> str:
        return f"workbench/{self.module}:{self.node.lineno}: {ast.unparse(self.node)} → {self.text}"

    def source(self) -> bytes:
        """Return the module's source with the fault in it; all lines keep their numbers above it."""
        lines = (PACKAGE / self.module).read_bytes().splitlines(keepends=True)
        first, last = self.node.lineno - 1, (self.node.end_lineno or 0) - 1
        before = b"".join(lines[:first]) + lines[first][: self.node.col_offset]
        after = lines[last][self.node.end_col_offset :] + b"".join(lines[last + 1 :])
        return before + f"({self.text})".encode() + after


def mutants_of(module: str) -> list[Mutant]:
    tree = ast.parse((PACKAGE / module).read_bytes())
    faults = (each for node in judged(tree) for each in faults_at(node))
    return [Mutant(module, node, text) for node, text in faults]


def judged(node: ast.AST) -> Iterator[ast.AST]:
    """Return the parts of a module in which a fault would matter: no types, no texts, no schema."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "exc"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not is_unjudged(child):
                yield from judged(child)


def is_unjudged(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return getattr(node.func, "id", "") in UNJUDGED
    if isinstance(node, ast.If):
        return ast.unparse(node.test) == "TYPE_CHECKING"
    if isinstance(node, ast.FunctionDef):
        return node.name == "__repr__"
    alias = isinstance(node, ast.Assign) and ast.unparse(node.value).startswith(
        ("tuple[", "Callable", "Sequence[", "list[")
    )
    return alias or isinstance(node, ast.JoinedStr)


def faults_at(node: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """Return each part that is replaced at a node, and its replacement."""
    if isinstance(node, ast.If | ast.IfExp):
        yield node.test, f"not ({ast.unparse(node.test)})"
    if isinstance(node, ast.comprehension):
        yield from ((test, f"not ({ast.unparse(test)})") for test in node.ifs)
    if isinstance(node, ast.Return) and node.value and ast.unparse(node.value) != "None":
        yield node.value, "None"
    if isinstance(node, ast.expr):
        yield from ((node, text) for text in faulty(node))


def faulty(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Compare(left, operators, right):
            for at, operator in enumerate(operators):
                others = [*operators[:at], SWAPPED[type(operator)](), *operators[at + 1 :]]
                yield ast.unparse(ast.Compare(left, others, right))
        case ast.BoolOp(operator, values):
            yield ast.unparse(ast.BoolOp(SWAPPED[type(operator)](), values))
        case ast.BinOp(left, operator, right) if type(operator) in SWAPPED:
            yield ast.unparse(ast.BinOp(left, SWAPPED[type(operator)](), right))
        case ast.UnaryOp(ast.Not(), operand):
            yield ast.unparse(operand)
        case ast.Constant(bool() as value):
            yield str(not value)
        case ast.Constant(int() as value):
            yield from (str(value + 1), str(value - 1))
        case ast.Set(elements):
            for rest in without_one(elements):
                yield ast.unparse(ast.Set(rest)) if rest else "set()"
        case ast.List(elements, ast.Load()):
            yield from (ast.unparse(ast.List(rest, ast.Load())) for rest in without_one(elements))


def without_one(elements: list[ast.expr]) -> Iterator[list[ast.expr]]:
    return (elements[:at] + elements[at + 1 :] for at in range(len(elements)))


def chosen() -> list[Mutant]:
    """Return mutants by turns from each module, so that every module has as many as the next."""
    shuffle = random.Random(SEED)
    lots = [mutants_of(module) for module in COVERED]
    turns = chain.from_iterable(zip_longest(*(shuffle.sample(lot, len(lot)) for lot in lots)))
    return [each for each in turns if each][:MUTANTS]


def copied(place: Path) -> Path:
    """Return a copy of the tree for faults to stand in."""
    for folder in (PACKAGE, ROOT / "tests"):
        shutil.copytree(folder, place / folder.name, ignore=shutil.ignore_patterns("__pycache__"))
    for folder in (TEMPLATES, STATIC, MIGRATIONS):
        (place / folder.name).symlink_to(folder)
    shutil.copy(ROOT / "setup.cfg", place)
    return place


def passes(place: Path, tests: str, seconds: float) -> bool:
    """Return whether the tests pass on the copy in this time."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
    command += ["-m", "not postgres and not proof and not proof_long"]
    command += [f"tests/{test}.py" for test in tests.split()]
    known = os.environ | {"PYTHONPATH": str(place)}
    try:
        run = subprocess.run(command, cwd=place, env=known, capture_output=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return False
    return run.returncode == 0


def survives(place: Path, mutant: Mutant, seconds: float) -> bool:
    """Put the fault into the copy, and return whether its tests pass all the same."""
    file = place / "workbench" / mutant.module
    sound = file.read_bytes()
    file.write_bytes(mutant.source())
    try:
        Path(cache_from_source(str(file))).unlink(missing_ok=True)
        return passes(place, COVERED[mutant.module], seconds)
    finally:
        file.write_bytes(sound)
        Path(cache_from_source(str(file))).unlink(missing_ok=True)


def test_the_tests_find_faults_in_permissions_log_and_import(tmp_path: Path) -> None:
    place, seconds = copied(tmp_path / "tree"), {}
    for tests in set(COVERED.values()):
        began = time.monotonic()
        assert passes(place, tests, 1800), f"without a fault too, something fails in {tests}"
        seconds[tests] = 30 + 4 * (time.monotonic() - began)
    mutants, survivors = chosen(), []
    for mutant in mutants:
        survived = survives(place, mutant, seconds[COVERED[mutant.module]])
        survivors += [mutant] if survived else []
        print("survived" if survived else "killed", mutant, flush=True)
    killed = len(mutants) - len(survivors)
    print(f"seed {SEED}: {killed} of {len(mutants)} killed, {killed / len(mutants):.0%}")
    assert killed >= LEAST_KILLED * len(mutants), "\n".join(map(str, survivors))
