"""The headers that every answer carries, and those of a view that says something else."""

from __future__ import annotations

import pytest
from flask import Flask, Response

from workbench.web.page import HEADERS, add_headers


def test_a_page_is_for_its_reader_alone(app: Flask) -> None:
    answer = app.test_client().get("/sign-in")
    for name, value in HEADERS.items():
        assert answer.headers.getlist(name) == [value]
    assert answer.headers.getlist("Cache-Control") == ["private, no-cache"]
    assert {"Cookie", "Accept-Language"} <= set(answer.vary)


@pytest.mark.parametrize("name", [*HEADERS, "Cache-Control", "Vary"])
def test_what_a_view_says_itself_stands_alone(app: Flask, name: str) -> None:
    answer = add_headers(Response("{}", mimetype="application/json", headers={name.lower(): "its"}))
    assert answer.headers.getlist(name) == ["its"]


def test_a_file_for_everybody_names_no_reader(app: Flask) -> None:
    answer = add_headers(Response("…", mimetype="image/svg+xml"))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Cache-Control" not in answer.headers
    assert not answer.vary
