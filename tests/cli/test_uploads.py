"""Uploads of before are cleaned where they lie: people find them under the same names, and leftovers are gone."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from people import City4
from pictures import PNG, photograph

from workbench.cli.uploads import clean_uploads
from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.work.attachment import Attachment
from workbench.models.work.prototype import Prototype
from workbench.models.work.upload import Upload


def lay(path: Path, data: bytes) -> Path:
    """Put a file there as an earlier release, or a crash, left it two hours ago."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 7200))
    return path


def test_stored_pictures_are_cleaned_and_leftovers_removed(
    app: Flask, city: City4, visit: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings, taken = app.config["SETTINGS"], photograph()
    monkeypatch.setattr(settings, "instance", str(tmp_path))
    monkeypatch.setenv("WORKBENCH_INSTANCE", str(tmp_path))
    monkeypatch.setenv("WORKBENCH_DATABASE_URL", str(app.config["SQLALCHEMY_DATABASE_URI"]))
    monkeypatch.setenv("WORKBENCH_SECRET_KEY", "only for tests")
    version = Prototype.write(city.redesign, {"title": "A"}, by=city.bruno).add_version(
        {}, by=city.bruno
    )
    db.session.flush()
    files = [
        Attachment.keep(
            city.redesign,
            Upload(name, kind, data),
            folder=settings.uploads,
            by=city.bruno,
            alternative_text="A tela",
            prototype_version=version,
        )
        for name, kind, data in (
            ("praça.jpg", "image/jpeg", taken),
            ("outra.jpg", "image/jpeg", taken),
            ("tela.png", "image/png", PNG),
            ("velha.png", "image/png", b"\x89PNG\r\n\x1a\n damaged"),
        )
    ]
    commit()
    address = f"/redesigns/{city.redesign.id}/attachments"
    photo, again = f"{address}/{files[0].id}", f"{address}/{files[1].id}"
    lay(settings.uploads / f"{'a' * 64}.part", b"half")
    lay(settings.uploads / hashlib.sha256(b"lost").hexdigest(), b"lost")
    young = settings.uploads / f"{'b' * 64}.part"
    young.write_bytes(b"being written")
    db.session.remove()

    dry = CliRunner().invoke(clean_uploads, ["--dry-run"])
    assert dry.stdout == "Would clean 1 of 3 pictures; files that no record names: 2.\n", dry.output
    assert "left as it is" in dry.stderr
    assert len(list(settings.uploads.iterdir())) == 6
    done = CliRunner().invoke(clean_uploads)
    assert done.stdout.startswith(
        "Cleaned 1 of 3 pictures; files that no record names: 2, removed."
    )
    bruno = visit(city.bruno)
    for where, name in ((photo, "pra%C3%A7a.jpg"), (again, "outra.jpg")):
        answer = bruno.get(where).response
        assert name in answer.headers["Content-Disposition"]
        assert b"Maria" not in answer.data
        assert hashlib.sha256(answer.data).hexdigest() == answer.headers["ETag"].strip('"')
    assert young.exists()
    assert not (settings.uploads / hashlib.sha256(taken).hexdigest()).exists()
    assert "Cleaned 0 of 3" in CliRunner().invoke(clean_uploads).stdout
