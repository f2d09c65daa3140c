"""The list of packages says what the tree holds, and the pinned requirements say only what is needed."""

import re

import pytest

from tests.house.tree import MIGRATIONS, PACKAGE, ROOT, STATIC, TEMPLATES, files, settings

BESIDE = {"migrations": MIGRATIONS, "static": STATIC, "templates": TEMPLATES}
REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))


def listed():
    return settings()["options"]["packages"].split()


def test_packages_are_the_folders_of_the_tree():
    rooms = {".".join(path.parent.relative_to(ROOT).parts) for path in PACKAGE.rglob("__init__.py")}
    assert set(listed()) == rooms | {f"workbench.{name}" for name in BESIDE}
    assert listed() == sorted(listed())


def test_every_folder_with_modules_is_a_package():
    """A folder without its __init__.py would work in a checkout and be missing from a wheel."""
    homes = {path.parent for path in files(PACKAGE, ".py")}
    assert [home for home in homes if not (home / "__init__.py").exists()] == []


def test_package_folders_are_where_the_list_says():
    places = dict(
        re.split(r"\s*=\s*", line, maxsplit=1)
        for line in settings()["options"]["package_dir"].strip().splitlines()
    )
    expected = {f"workbench.{name}": folder.name for name, folder in BESIDE.items()}
    assert places == expected | {"workbench": "workbench"}
    assert all(folder.is_dir() for folder in BESIDE.values())


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_pinned_requirements_hold_hashes_and_no_place(path):
    text = path.read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
    entries = [line for line in text.splitlines() if re.match(r"[a-z]", line)]
    assert entries
    assert [line for line in entries if "==" not in line or not line.endswith("\\")] == []


def test_pinned_requirements_agree_with_one_another():
    versions = {}
    for path in REQUIREMENTS:
        for name, version in re.findall(
            r"^([a-z0-9-]+)(?:\[\w+\])?==(\S+)", path.read_text(), re.M
        ):
            versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}
