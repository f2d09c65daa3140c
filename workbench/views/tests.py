"""Stub."""

from flask import Blueprint

bp = Blueprint("tests", __name__)
