"""The workshops of a programme."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("workshops", __name__, url_prefix="/programmes/<int:programme_id>/workshops")
