"""Figures that somebody stated, beside the computed ones."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("claims", __name__, url_prefix="/programmes/<int:programme_id>/claims")
