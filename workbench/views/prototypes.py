"""Stub."""
from flask import Blueprint

bp = Blueprint("prototypes", __name__)
