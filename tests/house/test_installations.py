"""Wheel, editable install and plain checkout all hold the same files and serve the same pages."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from tests.house.tree import MIGRATIONS, PACKAGE, ROOT, STATIC, TEMPLATES, files

pytestmark = pytest.mark.installation

LEFT_IN_THE_SOURCE = {".po", ".pot", ".mo", ".pyc"}
# Runs in the installation under test, outside of the project's folder.
VISIT = """
import json, re
import workbench
from workbench import create_app
from workbench.folders import folder
client = create_app().test_client()
page = client.get("/", headers={"Accept-Language": "pt-BR"})
text = page.get_data(as_text=True)
addresses = re.findall(r'(?:href|src)="([^"]+[.](?:css|js|svg|woff2))"', text)
print(json.dumps({
    "package": workbench.__file__,
    "page": page.status_code,
    "language": re.search(r'<html[^>]* lang="([^"]+)"', text)[1],
    "title": re.search(r"<title>(.*?)</title>", text, re.S)[1].strip(),
    "static": {address: client.get(address).status_code for address in addresses},
    "migrations": sorted(path.name for path in folder("migrations").glob("versions/*.py")),
}))
"""


def run(*command, cwd, **variables):
    """Run a program without the variables of this run, and return what it printed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=kept | {name: str(value) for name, value in variables.items()},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A copy of the tree, so that building leaves nothing in the real one."""
    copy = tmp_path_factory.mktemp("checkout") / "workbench-source"
    leave = shutil.ignore_patterns("__pycache__", "*.pyc", "*.egg-info", "*.pot")
    for name in ("workbench", "templates", "static", "migrations", "requirements"):
        shutil.copytree(ROOT / name, copy / name, ignore=leave)
    for path in ROOT.iterdir():
        if path.is_file() and not path.name.startswith("."):
            shutil.copy(path, copy)
    return copy


@pytest.fixture(scope="module")
def built(checkout, tmp_path_factory):
    """The source archive and the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, checkout, cwd=folder)
    (archive,) = folder.glob("*.tar.gz")
    (wheel,) = folder.glob("*.whl")
    return archive, wheel


def environment(folder, *installed):
    """Make an environment that sees our dependencies but not our own installation; return its bin."""
    venv.create(folder, symlinks=True)
    library = next(folder.glob("lib/python*/site-packages"))
    (library / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    python = folder / "bin" / "python"
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--ignore-installed", "--quiet")
    run(python, "-m", "pip", "install", *options, *installed, cwd=folder)
    return folder / "bin"


def visit(python, cwd, instance):
    """Make a database and open the first page; return what was seen."""
    start = "from workbench.cli import main; main()"
    run(python, "-c", start, "init", cwd=cwd, WORKBENCH_INSTANCE=instance)
    return json.loads(run(python, "-c", VISIT, cwd=cwd, WORKBENCH_INSTANCE=instance))


def assert_serves(seen, package):
    assert Path(seen["package"]).parent == package
    assert seen["page"] == 200
    assert seen["language"] == "pt-BR"
    assert seen["title"]
    assert seen["static"]
    assert set(seen["static"].values()) == {200}
    assert seen["migrations"] == [path.name for path in files(MIGRATIONS / "versions", ".py")]


def test_a_wheel_serves_pages(built, tmp_path):
    programs = environment(tmp_path / "environment", built[1])
    seen = visit(programs / "python", tmp_path, tmp_path / "instance")
    library = next((tmp_path / "environment").glob("lib/python*/site-packages"))
    assert_serves(seen, library / "workbench")
    assert "Usage" in run(programs / "workbench", "--help", cwd=tmp_path)


def test_an_editable_install_serves_pages(checkout, tmp_path):
    programs = environment(tmp_path / "environment", "--editable", checkout)
    seen = visit(programs / "python", tmp_path, tmp_path / "instance")
    assert_serves(seen, checkout / "workbench")
    assert "Usage" in run(programs / "workbench", "--help", cwd=tmp_path)


def test_a_plain_checkout_serves_pages(checkout, tmp_path):
    seen = visit(sys.executable, checkout, tmp_path / "instance")
    assert_serves(seen, checkout / "workbench")


def expected_files():
    """What a wheel must hold: every file of the four folders, and the compiled catalogues."""
    for folder, home in (
        (PACKAGE, "workbench"),
        (TEMPLATES, "workbench/templates"),
        (STATIC, "workbench/static"),
        (MIGRATIONS, "workbench/migrations"),
    ):
        for path in files(folder):
            if path.suffix not in LEFT_IN_THE_SOURCE:
                yield f"{home}/{path.relative_to(folder).as_posix()}"
    for path in files(PACKAGE / "translations", ".po"):
        yield f"workbench/{path.relative_to(PACKAGE).with_suffix('.mo').as_posix()}"


def test_a_wheel_holds_every_file_and_nothing_else(built):
    names = zipfile.ZipFile(built[1]).namelist()
    ours = {name for name in names if ".dist-info/" not in name}
    assert ours == set(expected_files())
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_a_source_archive_holds_no_work_of_this_machine(built):
    with tarfile.open(built[0]) as archive:
        names = archive.getnames()
    tops = {name.split("/")[1] for name in names if "/" in name}
    assert {"LICENSE", "README.md", "setup.cfg", "requirements", "migrations"} <= tops
    assert tops.isdisjoint({"instance", "tests", ".venv", ".git"})
    assert not any(name.endswith((".mo", ".pyc", ".db")) for name in names)
