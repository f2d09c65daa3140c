"""Every module is small, carries a sign on its door and a name that says what is behind it."""

import ast
import re
from importlib import import_module

import pytest

from tests.house.tree import ROOT, files, modules, named, parsed, templates

MOST_LINES_OF_A_MODULE = 350
MOST_LINES_OF_A_TEMPLATE = 150
LONGEST_SIGN = 200
EMPTY_NAMES = re.compile(r"(^|_)(utils?|helpers?|managers?|handlers?)($|_)", re.IGNORECASE)
EMPTY_CLASS_NAMES = re.compile(r"(Utils?|Helpers?|Managers?|Handlers?)($|[A-Z])")
CODE_SERVICE = re.compile(r"[a-z](Service)$|_service(s)?_layer|service_(class|layer|object)")


def too_long(paths, most):
    lengths = {named(path): len(path.read_text("utf-8").splitlines()) for path in paths}
    return {name: length for name, length in lengths.items() if length > most}


def test_no_module_outgrows_its_noun():
    assert too_long(modules(), MOST_LINES_OF_A_MODULE) == {}


def test_no_template_outgrows_its_page():
    assert too_long(templates(), MOST_LINES_OF_A_TEMPLATE) == {}


@pytest.mark.parametrize("path", [*modules(), *files(ROOT / "tests", ".py")], ids=named)
def test_every_module_has_a_sign_of_one_sentence_on_its_door(path):
    sign = ast.get_docstring(parsed(path))
    if not path.read_text("utf-8").strip() and path.name == "__init__.py":
        return
    assert sign, "the module has no docstring"
    head = " ".join(sign.split("\n\n")[0].split())
    assert head.endswith(".")
    assert len(head) <= LONGEST_SIGN
    sentences = re.split(r"(?<=[.!?])\s+(?=[A-Z])", head)
    assert len(sentences) == 1, f"one sentence, not {len(sentences)}"


def test_the_makefile_imports_what_there_is():
    lines = re.findall(
        r"^from (workbench[\w.]*) import (\w+)$", (ROOT / "Makefile").read_text(), re.M
    )
    assert lines
    assert [line for line in lines if not hasattr(import_module(line[0]), line[1])] == []


def defined_names(path):
    yield path.stem
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name


@pytest.mark.parametrize("path", modules(), ids=named)
def test_no_name_is_empty_of_meaning(path):
    hollow = [
        name
        for name in defined_names(path)
        if EMPTY_NAMES.search(name) or EMPTY_CLASS_NAMES.search(name) or CODE_SERVICE.search(name)
    ]
    assert hollow == []


def test_rooms_are_joined_only_where_all_can_see_it():
    """No import hides in a function, except the registrations in create_app."""
    hidden = []
    for path in modules():
        if named(path) == "workbench/__init__.py":
            continue
        for function in ast.walk(parsed(path)):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                hidden += [
                    f"{named(path)}:{node.lineno}"
                    for node in ast.walk(function)
                    if isinstance(node, ast.Import | ast.ImportFrom)
                ]
    assert hidden == []
