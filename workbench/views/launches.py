"""Stub."""
from flask import Blueprint

bp = Blueprint("launches", __name__)
