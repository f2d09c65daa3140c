"""The doors that open once: typing a code, accepting what it offers."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("invitations", __name__, url_prefix="/join")
