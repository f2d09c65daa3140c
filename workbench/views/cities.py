"""A city's own page, for its administrators."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("cities", __name__, url_prefix="/city")
