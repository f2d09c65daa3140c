"""Stub."""
from flask import Blueprint

bp = Blueprint("redesigns", __name__)
