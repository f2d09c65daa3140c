"""Programmes in a line of figures each, as a list shows them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select

from workbench.extensions import db
from workbench.models.programme.claim_subject import SUBJECTS
from workbench.models.programme.enrolment import Enrolment
from workbench.models.programme.phase import Phase
from workbench.models.programme.programme import Programme
from workbench.models.programme.workshop import Workshop
from workbench.models.redesign.redesign import Redesign
from workbench.models.redesign.status import group_of
from workbench.reports.officials import Participation
from workbench.text import columns
from workbench.text.messages import N_

TABLE = columns.Table(
    N_("Programmes"),
    columns.text("slug", N_("Short name")),
    columns.text("title", N_("Programme")),
    columns.day("starts_on", N_("Starts on")),
    columns.day("ends_on", N_("Ends on")),
    columns.day("closed_on", N_("Closed on")),
    columns.whole("phases", N_("Phases")),
    columns.whole("workshops_held", N_("Workshops held")),
    columns.whole("people", N_("Officials")),
    columns.whole("services", N_("Services")),
    columns.whole("digitized", N_("Digitized")),
    columns.whole("in_development", N_("In development")),
)


@dataclass(frozen=True)
class ProgrammeLine:
    """One programme with what a list says of it."""

    programme: Programme
    services: int
    digitized: int
    in_development: int
    people: int
    phases: int
    workshops_held: int

    def as_row(self) -> dict[str, Any]:
        own = {name: getattr(self.programme, name) for name in TABLE.names[:5]}
        return own | {name: getattr(self, name) for name in TABLE.names[5:]}


def programme_lines(programmes: Sequence[Programme]) -> list[ProgrammeLine]:
    """Return the lines of programmes in their order, in three statements whatever their number."""
    ids = [programme.id for programme in programmes]
    groups: dict[int, dict[str, int]] = {}
    group = (Redesign.programme_id, Redesign.status)
    statuses = select(*group, func.count(Redesign.service_id.distinct()))
    wanted = statuses.where(Redesign.programme_id.in_(ids)).group_by(*group)
    for programme_id, status, count in db.session.execute(wanted):
        found = groups.setdefault(programme_id, {})
        found[group_of(status)] = found.get(group_of(status), 0) + count
    seats = (
        select(Phase.programme_id, func.count(Enrolment.person_id.distinct()))
        .join(Enrolment, Enrolment.phase_id == Phase.id)
        .where(Enrolment.role == "participant")
    )
    meetings = select(
        Phase.programme_id, func.count(Phase.id.distinct()), func.count(Workshop.id)
    ).outerjoin(Workshop, and_(Workshop.phase_id == Phase.id, Workshop.state == "held"))
    people = {row[0]: row[1] for row in _by_programme(seats, ids)}
    phases = {row[0]: (row[1], row[2]) for row in _by_programme(meetings, ids)}
    return [
        ProgrammeLine(
            programme=programme,
            services=sum(groups.get(programme.id, {}).values()),
            digitized=groups.get(programme.id, {}).get("digitized", 0),
            in_development=groups.get(programme.id, {}).get("in_development", 0),
            people=people.get(programme.id, 0),
            phases=phases.get(programme.id, (0, 0))[0],
            workshops_held=phases.get(programme.id, (0, 0))[1],
        )
        for programme in programmes
    ]


def _by_programme(statement: Any, ids: list[int]) -> Any:
    wanted = statement.where(Phase.programme_id.in_(ids)).group_by(Phase.programme_id)
    return db.session.execute(wanted)


def indicator_figures(
    redesigns: Iterable[Redesign], taking_part: Participation
) -> dict[str, int | None]:
    """Return today's figure for every indicator; None is for those that only the report computes."""
    furthest: dict[int, set[str]] = {}
    for redesign in redesigns:
        furthest.setdefault(redesign.service_id, set()).add(redesign.group)
    figures: dict[str, int | None] = dict.fromkeys(SUBJECTS["programme"].measures)
    figures["services_total"] = len(furthest)
    figures["services_digitized"] = sum("digitized" in groups for groups in furthest.values())
    figures["services_in_development"] = sum(
        "in_development" in groups and "digitized" not in groups for groups in furthest.values()
    )
    figures["enrolments"] = taking_part.enrolments
    figures["people"] = taking_part.people
    figures["organisations"] = len(taking_part.organisations)
    return figures
