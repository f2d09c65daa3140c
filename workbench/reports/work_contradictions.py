"""Contradictions in the work of the teams: what people tried, what the rules say, what a problem is called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import case, exists, func, or_, select

from workbench.extensions import db
from workbench.models.progress.problem_rules import RULES
from workbench.models.redesign.redesign import Redesign
from workbench.models.redesign.status import STAGES, STATUSES
from workbench.models.work.hypothesis import Hypothesis
from workbench.models.work.link import Link
from workbench.models.work.problem import Problem
from workbench.models.work.prototype import Prototype, PrototypeVersion
from workbench.models.work.test_session import TestSession
from workbench.models.work.verdict import result_of
from workbench.reports.contradiction import (
    Contradiction,
    Looked,
    Place,
    Sentence,
    Side,
    Word,
    contradiction,
)
from workbench.reports.declared import reasons_of
from workbench.reports.stuck import unmet_rules
from workbench.reports.tracks import Track
from workbench.text.messages import N_

# hypotheses and approvals

BUILT = ("approved", "in_development", "live_pilot", "digitized", "monitored")
# The rules that ask for a verdict: a status without them has its reason.
VERDICTS = frozenset({"tested_verdict", "built_verdict"})


@contradiction("hypothesis", N_("Hypothesis and approval"))
def failed_and_approved(looked: Looked) -> Iterator[Contradiction]:
    """A hypothesis that did not hold on the latest version that people tried, and an approval all the same."""
    built = {track.id: track for track in looked.tracks if track.status in BUILT}
    latest = {row.id: row for row in _tried(looked, list(built))} if built else {}
    for row in latest.values():
        if _result(row) != "not_held":
            continue
        track = built[row.redesign_id]
        code = f"H-{row.number:02d}"
        prototype = {"redesign_id": track.id, "prototype_id": row.prototype_id}
        facts = {"alone": row.alone, "tried": row.tried, "share": row.threshold_share}
        yield Contradiction(
            kind="hypothesis",
            key=f"hypothesis:{row.id}:{row.version}:{row.alone}:{row.tried}",
            **_told_why(track, row),
            subject=track.title,
            left=Side(
                Sentence(
                    N_("Hypothesis %(code)s, version %(version)s"),
                    {"code": code, "version": row.version},
                ),
                Sentence(
                    N_("%(alone)s of %(tried)s finished alone; the threshold was %(share)s%%"),
                    facts,
                ),
                Place("prototypes.show", prototype),
            ),
            right=Side(
                Sentence(N_("Status since %(day)s"), {"day": track.since}),
                Sentence("%(status)s", {"status": Word(STATUSES[track.status].title)}),
                Place("statuses.index", {"redesign_id": track.id}),
            ),
            resolve=Sentence(
                N_("Write why it was built all the same, or test another version with people.")
            ),
            settle=Place("prototypes.show", prototype),
            changes_a_figure=track.group in ("digitized", "in_development"),
            redesign_id=track.id,
            service_id=track.service_id,
        )


def _told_why(track: Track, row: Any) -> dict[str, Any]:
    """Return the reasons given for building all the same, which explain that a hypothesis did not hold."""
    change, lacks, proof = track.changes[-1], track.lacks, track.proof
    told = [each["reason"] for each in lacks if each["rule"] in VERDICTS and each["reason"]]
    if told:
        reasons = " · ".join(dict.fromkeys(told))
        return {
            "explanation": reasons,
            "explained_on": change.effective_on,
            "explained_by": change.by,
        }
    # Before the status takes it over, the reason stands in the launch.
    is_built = proof is not None and proof.built_version_id == row.version_id
    reason = proof.built_reasons.get(row.id, "") if proof and is_built else ""
    return {"explanation": reason, "explained_on": proof.launched_on} if proof and reason else {}


def _result(row: Any) -> str:
    """Return the verdict; a hypothesis that was taken back after people had tried counts as not held."""
    if row.taken_back_on is not None:
        is_late = row.first_on is None or row.first_on <= row.taken_back_on
        return "not_held" if is_late else "not_decided"
    share, least = row.threshold_share, row.least_people
    return result_of(row.alone, row.tried, share=share, least=least)


def _tried(looked: Looked, redesigns: list[int]) -> Any:
    """Return each hypothesis with every version that somebody had tried by the day, the latest version last."""
    alone = func.sum(case((TestSession.success == "alone", 1), else_=0))
    of = (Hypothesis.id, Hypothesis.number, Hypothesis.redesign_id, Hypothesis.prototype_id)
    measure = (Hypothesis.threshold_share, Hypothesis.least_people, Hypothesis.taken_back_on)
    is_known = or_(TestSession.held_on.is_(None), TestSession.held_on <= looked.day)
    statement = (
        select(*of, *measure, PrototypeVersion.number.label("version"))
        .add_columns(PrototypeVersion.id.label("version_id"))
        .add_columns(alone.label("alone"), func.count().label("tried"))
        .add_columns(func.min(TestSession.held_on).label("first_on"))
        .join(Prototype, Hypothesis.prototype_id == Prototype.id)
        .join(PrototypeVersion, PrototypeVersion.prototype_id == Prototype.id)
        .join(TestSession, TestSession.prototype_version_id == PrototypeVersion.id)
        .where(Hypothesis.redesign_id.in_(redesigns), Hypothesis.discarded_at.is_(None))
        .where(Prototype.discarded_at.is_(None), TestSession.discarded_at.is_(None), is_known)
        .group_by(*of, *measure, PrototypeVersion.number, PrototypeVersion.id)
        .order_by(Hypothesis.redesign_id, Hypothesis.number, PrototypeVersion.number)
    )
    return db.session.execute(statement)


# the work of the teams, which is known only as it stands now


def declared(track: Track) -> set[str]:
    """Return the rules that the status was openly declared without."""
    return {each["rule"] for each in track.lacks}


@contradiction("status_rules", N_("Status and rules"))
def status_against_rules(looked: Looked) -> Iterator[Contradiction]:
    """A status that was reached, and rules of its station, or of one before, that are unmet now."""
    if not looked.tracks or not looked.is_today:
        return
    lacking = _lacking(looked)
    for track in looked.tracks:
        stage = STATUSES[track.status].stage
        if stage is None:
            continue
        stages = list(STAGES)
        unmet = [
            rule
            for rule in RULES.values()
            if rule.slug in lacking.get(track.id, ())
            and rule.slug not in declared(track)
            and rule.stage in stages[: stages.index(stage) + _is_closed(track.status)]
        ]
        if not unmet:
            continue
        first = unmet[0]
        yield Contradiction(
            kind="status_rules",
            key=f"redesign:{track.id}:{track.status}:{','.join(rule.slug for rule in unmet)}"[:120],
            subject=track.title,
            left=Side(
                Sentence(N_("Status since %(day)s"), {"day": track.since}),
                Sentence("%(status)s", {"status": Word(STATUSES[track.status].title)}),
                Place("statuses.index", {"redesign_id": track.id}),
            ),
            right=Side(
                Sentence(N_("Rules of “%(stage)s”, today"), {"stage": Word(STAGES[first.stage])}),
                Sentence(
                    N_("%(num)s unmet; the first: “%(rule)s”"),
                    {"num": len(unmet), "rule": Word(first.met)},
                ),
                Place("redesigns.show", {"redesign_id": track.id}),
            ),
            resolve=Sentence(
                N_("Do what is missing, or go back to the status that the work shows.")
            ),
            settle=Place("redesigns.show", {"redesign_id": track.id}),
            changes_a_figure=track.group in ("digitized", "in_development"),
            redesign_id=track.id,
            service_id=track.service_id,
        )


def _is_closed(status: str) -> int:
    """Return 1 when the status says that its own station is done, and not only begun."""
    return int(status not in ("chosen", "in_development", "live_pilot"))


def _lacking(looked: Looked) -> dict[int, set[str]]:
    unmet = looked.unmet if looked.unmet is not None else unmet_rules(looked.by_redesign)
    return {redesign_id: {each.rule for each in missing} for redesign_id, missing in unmet.items()}


@contradiction("declared_without", N_("Status without its proof"))
def declared_and_without(looked: Looked) -> Iterator[Contradiction]:
    """A status that was declared without some of its rules; the reason that was given explains it."""
    for track in looked.tracks:
        change, rules = (
            track.changes[-1],
            [rule for slug, rule in RULES.items() if slug in declared(track)],
        )
        if not rules and not change.is_earlier:
            continue
        first = {"num": len(rules), "rule": Word(rules[0].met)} if rules else {}
        lacks = N_("without %(num)s of its rules; the first: “%(rule)s”")
        reasons = " · ".join(reasons_of(track))
        yield Contradiction(
            kind="declared_without",
            key=f"redesign:{track.id}:{change.id}",
            subject=track.title,
            left=Side(
                Sentence(N_("Status since %(day)s"), {"day": change.effective_on}),
                Sentence("%(status)s", {"status": Word(STATUSES[change.status].title)}),
                Place("statuses.index", {"redesign_id": track.id}),
            ),
            right=Side(
                Sentence(N_("How it was declared")),
                Sentence(lacks, first) if rules else Sentence(N_("under earlier rules")),
                Place("redesigns.show", {"redesign_id": track.id}),
            ),
            resolve=Sentence(
                N_("Do what is missing, or go back to the status that the work shows.")
            ),
            settle=Place("redesigns.show", {"redesign_id": track.id}),
            changes_a_figure=track.group in ("digitized", "in_development"),
            redesign_id=track.id,
            service_id=track.service_id,
            explanation=reasons,
            explained_on=change.effective_on if reasons else None,
            explained_by=change.by if reasons else "",
        )


@contradiction("solved_uncovered", N_("Solved, and covered by nothing"))
def solved_and_uncovered(looked: Looked) -> Iterator[Contradiction]:
    """A problem that is called solved, and no prototype that covers it."""
    if not looked.tracks or not looked.is_today:
        return
    covered = exists().where(
        Link.kind == "covers",
        Link.to_id == Problem.id,
        Link.from_id == Prototype.id,
        Prototype.discarded_at.is_(None),
    )
    statement = (
        select(Problem.id, Problem.number, Problem.title, Problem.redesign_id)
        .add_columns(Redesign.service_id)
        .join(Redesign, Problem.redesign_id == Redesign.id)
        .where(Redesign.id.in_(list(looked.by_redesign)), Problem.discarded_at.is_(None))
        .where(Problem.state == "solved", ~covered)
        .order_by(Problem.redesign_id, Problem.number)
    )
    for row in db.session.execute(statement):
        here = Place("problems.show", {"redesign_id": row.redesign_id, "problem_id": row.id})
        prototypes = Place("prototypes.index", {"redesign_id": row.redesign_id})
        yield Contradiction(
            kind="solved_uncovered",
            key=f"problem:{row.id}",
            subject=row.title,
            left=Side(
                Sentence(N_("Problem %(code)s"), {"code": f"P-{row.number:02d}"}),
                Sentence(N_("Solved in a test")),
                here,
            ),
            right=Side(
                Sentence(N_("Prototypes of the team")), Sentence(N_("none covers it")), prototypes
            ),
            resolve=Sentence(N_("Link the prototype that solved it, or open the problem again.")),
            settle=here,
            changes_a_figure=False,
            redesign_id=row.redesign_id,
            service_id=row.service_id,
        )
