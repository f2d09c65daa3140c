"""Teams × stages: where each team stands, how much of each exit rule is met, and who needs somebody now."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, null, select

from workbench.extensions import db
from workbench.models.catalogue.organisation import Organisation
from workbench.models.catalogue.service import Service
from workbench.models.log.event import Workspace
from workbench.models.people.person import Person
from workbench.models.programme.programme import Programme
from workbench.models.progress.rule_state import RuleState
from workbench.models.redesign.membership import Membership
from workbench.models.redesign.redesign import Redesign
from workbench.models.redesign.status import (
    STAGES,
    STATUS_TITLES,
    Subject,
    stands_at,
    subject_of,
)
from workbench.models.redesign.status_change import StatusChange, lacking_on
from workbench.reports.declared import WITHOUT_WORDS
from workbench.reports.stuck import NEXT, Missing, Unmet, comes_before
from workbench.text import columns
from workbench.text.messages import N_

# Without any activity for twice the threshold a team is not only stuck: somebody should call.
GRAVE = 2


CELL_WORDS = {"done": N_("complete"), "begun": N_("begun"), "ahead": N_("not begun")}
STANDINGS = {
    "needs_you": N_("Needs somebody first"),
    "moving": N_("Moving"),
    "ended": N_("Ended"),
}
TABLE = columns.Table(
    N_("Teams and stages"),
    columns.whole("redesign_id", N_("Redesign no.")),
    columns.text("service", N_("Service")),
    columns.text("organisation", N_("Organisation")),
    columns.text("team", N_("Team")),
    columns.text("standing", N_("Standing"), STANDINGS),
    columns.whole("contradictions", N_("Contradictions")),
    columns.text("need", N_("Need"), {"grave": N_("call them"), "stuck": N_("stuck")}),
    columns.text("status", N_("Status"), STATUS_TITLES),
    columns.day("status_since", N_("Status since")),
    columns.text("declared_without", N_("Declared without"), WITHOUT_WORDS),
    columns.whole("days_without_activity", N_("Days without activity")),
    columns.text("facilitator", N_("Facilitator")),
    columns.text("members", N_("Team members")),
    *(
        column
        for stage, title in STAGES.items()
        for column in (
            columns.text(f"{stage}_state", title, CELL_WORDS),
            columns.whole(f"{stage}_met", N_("Rules met")),
            columns.whole(f"{stage}_total", N_("Rules")),
        )
    ),
    columns.text("next_rule", N_("Next rule")),
    columns.text("next_facts", N_("Facts of the rule")),
    columns.text("next_step", N_("Next step")),
)


@dataclass(frozen=True)
class StageCell:
    """One team at one station: how many of its rules are met, and whether the service stands there."""

    stage: str
    met: int
    total: int
    is_here: bool

    @property
    def state(self) -> str:
        """Return "done" when all its rules are met, "begun" when some are, else "ahead"."""
        if self.met == self.total:
            return "done" if self.total else "ahead"
        return "begun" if self.met else "ahead"


@dataclass(frozen=True)
class Member:
    """Somebody on a team."""

    id: int
    name: str


@dataclass(frozen=True)
class Team:
    """One row of the matrix."""

    id: int
    service_id: int | None
    title: str
    organisation: str
    team_name: str
    status: str
    status_since: date
    facilitator: str
    days_quiet: int
    need: str  # "grave", "stuck" or ""
    cells: tuple[StageCell, ...]
    missing: Missing | None
    # The stages whose rules the status was declared without.
    without: tuple[str, ...] = ()
    members: tuple[Member, ...] = field(default=())

    is_over: bool = False  # its programme is closed

    @property
    def subject(self) -> Subject:
        return subject_of(self.service_id)

    @property
    def is_ended(self) -> bool:
        return self.is_over or self.subject.working_stage(self.status) is None

    @property
    def standing(self) -> str:
        """Return the group of the page it stands in: "needs_you", "moving" or "ended"."""
        if self.is_ended:
            return "ended"
        return "needs_you" if self.need else "moving"

    def as_row(self) -> dict[str, Any]:
        row: dict[str, Any] = {
            "redesign_id": self.id,
            "service": self.title,
            "organisation": self.organisation,
            "team": self.team_name,
            "standing": self.standing,
            "need": self.need or None,
            "status": self.status,
            "status_since": self.status_since,
            "declared_without": list(self.without) or None,
            "days_without_activity": self.days_quiet,
            "facilitator": self.facilitator,
            "members": [member.name for member in self.members],
        }
        for cell in self.cells:
            row[f"{cell.stage}_state"] = cell.state
            row[f"{cell.stage}_met"] = cell.met
            row[f"{cell.stage}_total"] = cell.total
        row["next_rule"] = self.missing.rule if self.missing else None
        row["next_facts"] = self.missing.facts if self.missing else None
        return row


@dataclass(frozen=True)
class Matrix:
    """All teams of a programme, who needs somebody first and then in a fixed order."""

    programme: Programme
    day: date
    threshold: int
    # Those of services.
    teams: tuple[Team, ...]
    unmet: Unmet
    # The team that prototypes the programme itself, if there is one.
    itself: Team | None = None

    def standing(self, group: str) -> list[Team]:
        return [team for team in self.teams if team.standing == group]


def matrix(programme: Programme, day: date | None = None) -> Matrix:
    """Return the matrix of a programme today, in three statements, whatever the number of teams."""
    day = day or programme.city.today()
    rows = _redesigns(programme)
    rules = _rules(programme)
    members = _members(programme)
    threshold = programme.threshold("stuck_days")
    teams = []
    for row in rows:
        quiet = max((day - programme.city.today(row.changed_at)).days, 0)
        stage = subject_of(row.service_id).working_stage(row.status)
        need = _need(quiet, (day - row.status_since).days, threshold) if stage else ""
        teams.append(
            Team(
                id=row.id,
                service_id=row.service_id,
                title=row.own_title or row.short_name or row.name,
                organisation=row.organisation or "",
                team_name=row.team_name,
                status=row.status,
                status_since=row.status_since,
                facilitator=row.facilitator or "",
                days_quiet=quiet,
                need="" if programme.is_closed else need,
                cells=_cells(row, rules[row.id].shares),
                missing=rules[row.id].missing if stage else None,
                without=without(row, day),
                members=tuple(members.get(row.id, ())),
                is_over=programme.is_closed,
            )
        )
    of_services = [team for team in teams if team.service_id is not None]
    itself = next((team for team in teams if team.service_id is None), None)
    unmet = {row.id: rules[row.id].unmet for row in rows}
    in_order = tuple(sorted(of_services, key=_first_who_needs))
    return Matrix(programme, day, threshold, in_order, unmet, itself)


def _need(quiet: int, in_status: int, threshold: int) -> str:
    """Say whether a team at work needs somebody: quiet for too long, or too long at one station."""
    if quiet > threshold * GRAVE:
        return "grave"
    return "stuck" if quiet > threshold or in_status > threshold * GRAVE else ""


def _first_who_needs(team: Team) -> tuple[int, int, int, int]:
    order = ("needs_you", "moving", "ended").index(team.standing)
    gravity = ("grave", "stuck", "").index(team.need)
    return (order, gravity, -team.days_quiet if team.need else 0, team.id)


def _cells(row: Any, shares: dict[str, tuple[int, int]]) -> tuple[StageCell, ...]:
    here = stands_at(row.status)
    return tuple(
        StageCell(stage, *shares.get(stage, (0, 0)), is_here=stage == here)
        for stage in subject_of(row.service_id).stages
    )


def without(row: Any, day: date) -> tuple[str, ...]:
    """Return the stages whose rules the latest status was declared without; "earlier" for earlier rules."""
    lacks = lacking_on(row.lacks or [], row.made_good_on, day)
    earlier = ("earlier",) if row.is_earlier else ()
    return (*dict.fromkeys(each["stage"] for each in lacks), *earlier)


def _redesigns(programme: Programme) -> list[Any]:
    label = func.coalesce(func.nullif(Organisation.short_name, ""), Organisation.name)
    statement = (
        select(
            *(Redesign.id, Redesign.service_id, Redesign.team_name, Redesign.status),
            *(Redesign.status_since, Redesign.own_title, Service.name, Service.short_name),
            label.label("organisation"),
            Person.name.label("facilitator"),
            *(Workspace.changed_at, StatusChange.lacks, StatusChange.made_good_on),
            StatusChange.is_earlier,
        )
        .outerjoin(Service, Redesign.service_id == Service.id)
        .join(Workspace, Redesign.workspace_id == Workspace.id)
        .outerjoin(Organisation, Service.organisation_id == Organisation.id)
        .outerjoin(Person, Redesign.facilitator_id == Person.id)
        .outerjoin(StatusChange, StatusChange.id == _latest_change())
        .where(Redesign.programme_id == programme.id)
        .order_by(Redesign.id)
    )
    return list(db.session.execute(statement))


def _latest_change() -> Any:
    latest = select(StatusChange.id).where(
        StatusChange.redesign_id == Redesign.id, StatusChange.withdrawn_at.is_(None)
    )
    order = (StatusChange.effective_on.desc(), StatusChange.id.desc())
    return latest.order_by(*order).limit(1).correlate(Redesign).scalar_subquery()


@dataclass
class _Rules:
    """What the exit rules say of one team: (met, all) for each stage, and the first one missing."""

    shares: dict[str, tuple[int, int]] = field(default_factory=dict)
    missing: Missing | None = None
    # All that is missing, without facts where no sentence is made of them.
    unmet: list[Missing] = field(default_factory=list)


def _rules(programme: Programme) -> dict[int, _Rules]:
    is_missing = and_(RuleState.ok.is_(False), RuleState.rule.in_(NEXT))
    # The facts are asked for only where a sentence may be made of them: there are thousands of rows.
    statement = (
        select(
            *(RuleState.redesign_id, RuleState.rule, RuleState.stage),
            *(RuleState.ok, RuleState.target),
            case((is_missing, RuleState.facts), else_=null()).label("facts"),
        )
        .join(Redesign, RuleState.redesign_id == Redesign.id)
        .where(Redesign.programme_id == programme.id)
    )
    found: dict[int, _Rules] = defaultdict(_Rules)
    for redesign_id, rule, stage, ok, target, facts in db.session.execute(statement):
        team = found[redesign_id]
        met, total = team.shares.get(stage, (0, 0))
        team.shares[stage] = (met + ok, total + 1)
        if not ok:
            team.unmet.append(Missing(rule, facts or {}, target))
        if facts is not None and comes_before(rule, team.missing):
            team.missing = Missing(rule, facts, target)
    return found


def _members(programme: Programme) -> dict[int, list[Member]]:
    statement = (
        select(Membership.redesign_id, Person.id, Person.name)
        .join(Redesign, Membership.redesign_id == Redesign.id)
        .join(Person, Membership.person_id == Person.id)
        .where(Redesign.programme_id == programme.id)
        .order_by(Membership.id)
    )
    members: dict[int, list[Member]] = {}
    for redesign_id, person_id, name in db.session.execute(statement):
        members.setdefault(redesign_id, []).append(Member(person_id, name))
    return members
