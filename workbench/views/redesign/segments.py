"""The segments of a redesign: named, described, put together and archived; what was made for each is counted."""

from flask import Flask

from workbench.models.redesign.redesign import Redesign
from workbench.models.redesign.segment import Segment


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(segment_names=segment_names)


def segment_names(redesign: Redesign) -> list[str]:
    """Return the names to choose among where something is made for a segment."""
    return [segment.name for segment in Segment.kept_in(redesign)]
