"""Programmes in a line of figures each, as a list shows them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
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
from workbench.models.redesign.status_change import StatusChange, lacking_on
from workbench.reports.officials import Participation
from workbench.reports.tracks import furthest_group
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
    columns.whole("declared_without", N_("Digitized, declared without some rules")),
)


@dataclass(frozen=True)
class ProgrammeLine:
    """One programme with what a list says of it."""

    programme: Programme
    services: int
    digitized: int
    in_development: int
    declared_without: int
    people: int
    phases: int
    workshops_held: int

    def as_row(self) -> dict[str, Any]:
        own = {name: getattr(self.programme, name) for name in TABLE.names[:5]}
        return own | {name: getattr(self, name) for name in TABLE.names[5:]}


def programme_lines(programmes: Sequence[Programme]) -> list[ProgrammeLine]:
    """Return the lines of programmes in their order, in three statements whatever their number."""
    ids = [programme.id for programme in programmes]
    services = services_of(ids)
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
            services=len(services[programme.id]),
            digitized=len(in_group(services[programme.id], "digitized")),
            in_development=len(in_group(services[programme.id], "in_development")),
            declared_without=marked_among(services[programme.id]),
            people=people.get(programme.id, 0),
            phases=phases.get(programme.id, (0, 0))[0],
            workshops_held=phases.get(programme.id, (0, 0))[1],
        )
        for programme in programmes
    ]


def services_of(programmes: Sequence[int]) -> dict[int, list[Any]]:
    """Return for each programme the redesign that stands for each of its services, with its status in force."""
    is_in_force = and_(
        StatusChange.redesign_id == Redesign.id,
        StatusChange.status == Redesign.status,
        StatusChange.effective_on == Redesign.status_since,
        StatusChange.withdrawn_at.is_(None),
    )
    statement = (
        select(Redesign.programme_id, Redesign.service_id, Redesign.status)
        .add_columns(StatusChange.lacks, StatusChange.made_good_on, StatusChange.is_earlier)
        .outerjoin(StatusChange, is_in_force)
        .where(Redesign.programme_id.in_(programmes), Redesign.service_id.is_not(None))
        .order_by(Redesign.id, StatusChange.id)
    )
    found: dict[int, dict[int, Any]] = {programme_id: {} for programme_id in programmes}
    for row in db.session.execute(statement):
        services = found[row.programme_id]
        best = services.get(row.service_id, row)
        # Of equals the later one, as in the report.
        if furthest_group([group_of(row.status), group_of(best.status)]) == group_of(row.status):
            services[row.service_id] = row
    return {programme_id: list(services.values()) for programme_id, services in found.items()}


def in_group(services: Iterable[Any], group: str) -> list[Any]:
    return [row for row in services if group_of(row.status) == group]


def marked_among(services: Iterable[Any]) -> int:
    """Return how many of the digitized services stand there without some of their rules."""
    return sum(
        row.is_earlier or bool(lacking_on(row.lacks, row.made_good_on, date.max))
        for row in in_group(services, "digitized")
        if row.lacks is not None
    )


def _by_programme(statement: Any, ids: list[int]) -> Any:
    wanted = statement.where(Phase.programme_id.in_(ids)).group_by(Phase.programme_id)
    return db.session.execute(wanted)


def indicator_figures(
    redesigns: Iterable[Redesign], taking_part: Participation
) -> dict[str, int | None]:
    """Return today's figure for every indicator; None is for those that only the report computes."""
    furthest: dict[int, set[str]] = {}
    for redesign in redesigns:
        if redesign.service_id is not None:
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
