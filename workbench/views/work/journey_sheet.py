"""A journey map as a sheet of words, for the files in which it leaves: SVG, PDF and Markdown."""

from flask import url_for
from flask_babel import gettext

from workbench.exchange.map_sheet import Cell, Column, MapSheet, Row
from workbench.models.progress.redesign_work import RedesignWork
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.journey import JourneyMap
from workbench.models.work.journey_step import JourneyStep
from workbench.text import formats
from workbench.views.work.journey_facts import map_name
from workbench.views.work.journey_lines import Cell as GridCell
from workbench.views.work.journey_lines import Draft, lines_of
from workbench.web.filters import language


def sheet_of(redesign: Redesign, journey: JourneyMap) -> MapSheet:
    """Return the map as its readers see it today: the lines it shows, and the marks of its steps."""
    day = formats.day(redesign.programme.city.today(), language())
    whose = (
        gettext("Whose journey: %(segment)s", segment=journey.segment) if journey.segment else ""
    )
    return MapSheet(
        title=map_name(journey.kind),
        about=tuple(filter(None, (redesign.title, whose, gettext("As of %(day)s", day=day)))),
        first_row=gettext("What the person does"),
        guess=gettext("a guess"),
        columns=tuple(map(_column, journey.steps)),
        rows=tuple(_rows(redesign, journey)),
        language=language().replace("_", "-"),
        page_word=gettext("Page"),
        address=url_for("redesigns.show", redesign_id=redesign.id, _external=True),
    )


def _column(step: JourneyStep) -> Column:
    marks = [gettext("worst step")] if step.is_worst else []
    marks += [gettext("moment of truth")] if step.is_moment else []
    return Column(step.position, step.title, tuple(marks), step.is_worst, step.phase.title)


def _rows(redesign: Redesign, journey: JourneyMap) -> list[Row]:
    draft = Draft(redesign, journey, RedesignWork.of_map(journey))
    rows = []
    for line in lines_of(draft):
        cells = tuple(Cell(_text(cell), cell.is_guess) for cell in line.cells)
        said = "; ".join(words for _name, words in line.above)
        rows.append(Row(line.name, cells, tuple(line.points or ()), line.is_back, said))
    return rows


def _text(cell: GridCell) -> str:
    return cell.text or ", ".join(words for _icon, words in cell.marks)
