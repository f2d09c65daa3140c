"""A report as flat rows: its records for the pages behind a figure, and all its figures for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from workbench.models.catalogue.levels import SCHEMES
from workbench.models.catalogue.source import KINDS
from workbench.models.programme.claim import QUALIFIERS
from workbench.models.programme.claim_subject import MEASURES
from workbench.models.programme.outcome import KINDS as OUTCOME_KINDS
from workbench.models.programme.workshop import MODES, STATES
from workbench.models.progress.measurement import GAPS
from workbench.models.redesign.status import GROUPS, STAGES, STATUS_TITLES
from workbench.models.work.figure import MEASURES as MEASURED
from workbench.reports.benefits import TAKE_UP_WORDS
from workbench.reports.claims import TABLE as STATED
from workbench.reports.contradiction import KIND_WORDS
from workbench.reports.contradiction import TABLE as CONTRADICTIONS
from workbench.reports.declared import WITHOUT_WORDS, marks_of, reasons_of
from workbench.reports.kpi_summary import MANNERS
from workbench.reports.officials import Participation, Seat
from workbench.reports.outcomes import TABLE as OUTCOMES
from workbench.reports.proof import NO_PROOF
from workbench.reports.reach import volume_of
from workbench.reports.secretariats import TABLE as SECRETARIATS
from workbench.reports.tracks import Track
from workbench.text import columns
from workbench.text.messages import N_

# What names an element of a list in the column "item".
NAMES = ("title", "key", "service", "organisation", "level", "date", "id")
PROOF_COLUMNS = (
    *("live_url", "protocol", "launched_on", "official_act", "verified_by", "verified_on"),
)
SERVICES = columns.Table(
    N_("Services"),
    columns.whole("redesign_id", N_("Redesign no.")),
    columns.whole("service_id", N_("Service no.")),
    columns.text("service", N_("Service")),
    columns.text("organisation", N_("Organisation")),
    columns.text("status", N_("Status"), STATUS_TITLES),
    columns.text("group", N_("Group"), GROUPS),
    columns.day("since", N_("Since")),
    columns.text("declared_without", N_("Declared without"), WITHOUT_WORDS),
    columns.text("declared_reason", N_("Reason")),
    columns.text("scheme", N_("Scheme of levels")),
    columns.text("level_before", N_("Level before")),
    columns.text("level_now", N_("Level now")),
    columns.text("live_url", N_("Address of the service")),
    columns.text("protocol", N_("Protocol number")),
    columns.day("launched_on", N_("Launched on")),
    columns.text("official_act", N_("Official act")),
    columns.text("verified_by", N_("Verified by")),
    columns.day("verified_on", N_("Verified on")),
    columns.whole("requests_a_year", N_("Requests a year")),
    columns.text("segments", N_("Segments")),
)
SEATS = columns.Table(
    N_("Enrolments"),
    columns.whole("enrolment_id", N_("Enrolment no.")),
    columns.text("phase", N_("Phase")),
    columns.whole("person_id", N_("Person no.")),
    columns.text("person", N_("Person")),
    columns.text("organisation", N_("Organisation")),
    columns.day("from", N_("From")),
    columns.day("until", N_("Until")),
)
MEETINGS = columns.Table(
    N_("Workshops"),
    columns.whole("id", N_("Workshop no.")),
    columns.whole("phase_id", N_("Phase no.")),
    columns.text("phase", N_("Phase")),
    columns.text("title", N_("Workshop")),
    columns.day("held_on", N_("Date")),
    columns.text("starts_at", N_("Starts at")),
    columns.text("ends_at", N_("Ends at")),
    columns.text("mode", N_("How it is held"), MODES),
    columns.text("state", N_("State"), STATES),
    columns.text("state_reason", N_("Why")),
    columns.yes_no("counted", N_("Counted")),
)
# What the report's dictionary calls its figures, in words; the tables of its parts name the others.
_WORDS = {
    "programme": N_("Programme"),
    "slug": N_("Short name"),
    "title": N_("Title"),
    "city": N_("City"),
    "services": N_("Services"),
    "total": N_("In all"),
    "by_status": N_("By status"),
    "by_group": N_("By group"),
    "declared_without": N_("Declared without"),
    "exits": N_("Other outcomes"),
    "redesign": N_("Redesign no."),
    "status": N_("Status"),
    "on": N_("Since"),
    "by": N_("Declared by"),
    "reason": N_("Reason"),
    "rules": N_("Rules"),
    "stages": N_("Stations"),
    "made_good_on": N_("Made good on"),
    "earlier_rules": N_("declared under earlier rules"),
    "digitized_share": N_("Digitized share"),
    "officials": N_("Officials"),
    "phases": N_("Phases"),
    "workshops": N_("Workshops"),
    "organisations": N_("Organisations"),
    "starts_on": N_("Starts on"),
    "ends_on": N_("Ends on"),
    "benefits": N_("Benefits"),
    "currency": N_("Currency"),
    "per": N_("For each"),
    "year": N_("year"),
    "citizens": N_("Citizens"),
    "office": N_("Office"),
    "hours_before": N_("Hours before"),
    "hours_after": N_("Hours after"),
    "money_before": N_("Money before"),
    "money_after": N_("Money after"),
    "services_stated": N_("Services with stated times"),
    "services_measured": N_("Services measured"),
    "kpi_summary": N_("Figures after the launch, over all services"),
    "manner": N_("How it is put together"),
    "services_launched": N_("Services launched"),
    "with_target": N_("Services with a target"),
    "target_reached": N_("Services that reach their target"),
    "services_unmeasured": N_("Services not measured"),
    "services_forecast": N_("Services with a forecast"),
    "forecast": N_("Forecast"),
    "unmeasured": N_("Not measured"),
    "gaps": N_("What is missing"),
    "claims": N_("Stated figures"),
    "levels": N_("Levels"),
    "scheme": N_("Scheme of levels"),
    "version": N_("Version"),
    "before": N_("Before"),
    "now": N_("Now"),
    "secretariats": N_("By organisation"),
    "over_time": N_("Over time"),
    "date": N_("Date"),
    "stuck": N_("Standing still"),
    "catalogue": N_("Catalogue of the city"),
    "digital": N_("Digital"),
    "by_level": N_("By level"),
    "as_of": N_("On the day"),
    "not_stated": N_("not stated"),
    **{slug: scheme.title for slug, scheme in SCHEMES.items()},
    **{level: word for scheme in SCHEMES.values() for level, word in scheme.levels.items()},
    "objectives": N_("Objectives"),
    "actual": N_("Actual"),
    "least": N_("Least"),
    "most": N_("Most"),
    "reached": N_("Reached"),
    "due": N_("To be reached by"),
    "contradictions": N_("Contradictions"),
    "held": N_("Held"),
    "remote": N_("Remote"),
    "remote_share": N_("Remote, as a share"),
    "reach": N_("Whom it reaches"),
    "outcomes": N_("Outcomes besides the services"),
    "seen_on": N_("Seen on"),
    "evidence": N_("What shows it"),
    "requests_a_year": N_("Requests a year"),
    "services_not_stated": N_("Services without stated requests"),
    "segments": N_("Segments"),
    "segment": N_("Segment"),
    "left": N_("One record says"),
    "right": N_("The other says"),
    "text": N_("Text"),
    "link": N_("Link"),
    "stage": N_("Stage"),
    "days": N_("Days"),
    "missing": N_("Next rule"),
    "rule": N_("Rule"),
    "facts": N_("Facts of the rule"),
    "target": N_("Target"),
    "facilitator": N_("Facilitator"),
    "team": N_("Team"),
    "range": N_("Least, likely and most"),
    "hours": N_("Hours"),
    "money": N_("Money"),
    "likely": N_("Likely"),
    "share": N_("Share"),
    "basis": N_("Basis"),
    "payback_months": N_("Paid back in months"),
    "kpis": N_("After the launch"),
}
_NAMED = {
    column.name: column.heading
    for table in (STATED, SECRETARIATS, SERVICES, SEATS, OUTCOMES, CONTRADICTIONS)
    for column in table
}
FIGURE_WORDS = {**_NAMED, **STATUS_TITLES, **GROUPS, **STAGES, **MEASURED, **_WORDS}
_VALUE_WORDS = {
    "year": N_("year"),
    **STATUS_TITLES,
    **STAGES,
    **GAPS,
    **MEASURES,
    **QUALIFIERS,
    **KINDS,
    **MEASURED,
    **TAKE_UP_WORDS,
    **KIND_WORDS,
    **OUTCOME_KINDS,
    **MANNERS,
}
FIGURES = columns.Table(
    N_("Report"),
    columns.path("section", N_("Part"), FIGURE_WORDS),
    columns.path("item", N_("Of what"), FIGURE_WORDS),
    columns.path("figure", N_("Figure"), FIGURE_WORDS),
    columns.text("value", N_("Value"), _VALUE_WORDS),
)


@dataclass(frozen=True)
class ServiceRow:
    """One service as a row: where it stood on the day and what proves it."""

    redesign_id: int
    service_id: int
    service: str
    organisation: str
    status: str
    group: str
    since: date
    declared_without: list[str]
    declared_reason: str
    scheme: str
    level_before: str
    level_now: str
    live_url: str
    protocol: str
    launched_on: date | None
    official_act: str
    verified_by: str
    verified_on: date | None
    requests_a_year: int | None
    segments: str

    @classmethod
    def of(cls, track: Track, scheme: str) -> ServiceRow:
        proof = track.proof or NO_PROOF
        return cls(
            redesign_id=track.id,
            service_id=track.service_id,
            service=track.title,
            organisation=track.organisation,
            status=track.status,
            group=track.group,
            since=track.since,
            declared_without=marks_of(track),
            declared_reason=" · ".join(reasons_of(track)),
            scheme=scheme,
            level_before=track.level_before(scheme),
            level_now=track.level_now(scheme),
            **{name: getattr(proof, name) for name in PROOF_COLUMNS},
            requests_a_year=volume_of(track),
            segments=track.segments,
        )

    def as_row(self) -> dict[str, Any]:
        return asdict(self)


def seat_rows(seats: Iterable[Seat], taking_part: Participation) -> list[dict[str, Any]]:
    """Return enrolments as rows, each with the title of its phase."""
    phases = {phase.id: phase.title for phase in taking_part.phases}
    return [
        {
            "enrolment_id": seat.id,
            "phase": phases[seat.phase_id],
            "person_id": seat.person_id,
            "person": seat.person,
            "organisation": seat.organisation,
            "from": seat.starts_on,
            "until": seat.ends_on,
        }
        for seat in seats
    ]


def figure_rows(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return every figure of a report's dictionary as (section, item, figure, value), in its order."""
    rows = []
    for section, content in report.items():
        for path, value in _leaves(content):
            *items, figure = path or ("",)
            cells = (section, " / ".join(items), figure, value)
            rows.append(dict(zip(FIGURES.names, cells, strict=True)))
    return rows


def _leaves(content: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(content, Mapping):
        for key, value in content.items():
            yield from _leaves(value, (*path, str(key)))
    elif isinstance(content, list) and any(isinstance(each, Mapping) for each in content):
        for place, each in enumerate(content, start=1):
            yield from _leaves(each, (*path, _name(each, place)))
    else:
        yield path, content


def _name(element: Mapping[str, Any], place: int) -> str:
    if "kpi" in element:  # one service has several, of several days
        named = (element[name] for name in ("service", "kpi", "on") if name in element)
        return " / ".join(map(str, named))
    return next((str(element[key]) for key in NAMES if element.get(key) is not None), str(place))
