"""Stub."""
from flask import Blueprint

bp = Blueprint("matrices", __name__)
