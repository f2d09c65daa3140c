"""The catalogue of a city's services."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("services", __name__, url_prefix="/services")
