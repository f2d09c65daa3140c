"""Programmes: whose they are, what they set out to reach, and who takes part."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("programmes", __name__, url_prefix="/programmes")
