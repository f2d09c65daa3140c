"""Contradictions between what was stated, launched and catalogued: each function says both sides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from workbench.extensions import db
from workbench.models.catalogue.charter_version import CharterVersion
from workbench.models.catalogue.levels import SCHEMES, levels_in
from workbench.models.catalogue.service import Service
from workbench.models.work.monitoring import GRACE, point_of
from workbench.reports.behind import records_behind
from workbench.reports.claims import StatedFigure, number, side_by_side
from workbench.reports.contradiction import (
    Contradiction,
    Looked,
    Place,
    Sentence,
    Side,
    Word,
    contradiction,
)
from workbench.reports.outcomes import NOTHING
from workbench.reports.tracks import Track
from workbench.text.messages import N_

# What the steps say, by the contradiction with what was declared.
STEPS_SAY = {
    "declared_not": N_("a step still has no digital channel"),
    "is_undeclared": N_("every step has a digital channel"),
}
QUALIFIED = {
    "=": N_("%(figure)s %(unit)s"),
    ">": N_("more than %(figure)s %(unit)s"),
    ">=": N_("at least %(figure)s %(unit)s"),
    "<": N_("fewer than %(figure)s %(unit)s"),
    "<=": N_("up to %(figure)s %(unit)s"),
    "~": N_("about %(figure)s %(unit)s"),
    "almost": N_("almost %(figure)s %(unit)s"),
    "between": N_("between %(figure)s and %(upper)s %(unit)s"),
}


# what others stated


def stated(claim: StatedFigure, looked: Looked) -> Side:
    """Return the side of a stated figure."""
    is_number = claim.figure is not None
    facts = {
        "figure": claim.figure if is_number else claim.figure_day,
        "upper": claim.figure_to if is_number else claim.figure_day_to,
        "unit": claim.unit,
    }
    who = N_("%(who)s, %(day)s") if claim.as_of else "%(who)s"
    said = Sentence(QUALIFIED[claim.qualifier], facts)
    return Side(
        Sentence(who, {"who": claim.stated_by, "day": claim.as_of}), said, ledger(claim, looked)
    )


def ledger(claim: StatedFigure, looked: Looked) -> Place:
    if looked.programme is None:
        return Place("claims.of_city", {"_anchor": f"claim-{claim.id}"})
    as_of = {} if looked.is_today else {"as_of": looked.day.isoformat()}
    here = {"programme_id": looked.programme.id, "claim_id": claim.id}
    return Place("reports.claim", {**here, **as_of})


def counted(claim: StatedFigure, looked: Looked) -> Place | None:
    """Return where the records behind the computed figure are."""
    page = records_behind(claim, looked.programme, None if looked.is_today else looked.day)
    return Place(*page) if page else None


@contradiction("claim_computed", N_("Stated figure and records"))
def claim_against_computed(looked: Looked) -> Iterator[Contradiction]:
    for claim in looked.claims:
        if claim.agrees is not False:
            continue
        left = stated(claim, looked)
        yield Contradiction(
            kind="claim_computed",
            key=f"{_key(claim)}:{claim.compared}",
            subject=claim.subject or claim.unit,
            left=left,
            right=Side(
                Sentence(N_("Computed from the records")),
                Sentence("%(figure)s", {"figure": claim.compared}),
                counted(claim, looked) or left.place,
            ),
            resolve=Sentence(
                N_("Ask %(who)s what was counted, or record that another set is meant."),
                {"who": claim.stated_by},
            ),
            settle=left.place,
            changes_a_figure=claim.subject_kind == "programme",
            service_id=int(claim.subject_id) if claim.subject_kind == "service" else None,
        )


@contradiction("claim_claim", N_("Figures of different sources"))
def claims_against_each_other(looked: Looked) -> Iterator[Contradiction]:
    for together in side_by_side(looked.claims):
        for one, other in pairwise(together):
            if _same(one) == _same(other):
                continue
            left, right = stated(one, looked), stated(other, looked)
            yield Contradiction(
                kind="claim_claim",
                key=f"{_key(one)}:{_key(other)}",
                subject=one.subject or one.conflict_group,
                left=left,
                right=right,
                resolve=Sentence(
                    N_("Ask %(one)s and %(other)s what each counts, and from when to when."),
                    {"one": one.stated_by, "other": other.stated_by},
                ),
                settle=right.place,
                changes_a_figure=bool(one.measure) and one.subject_kind == "programme",
            )


def _key(claim: StatedFigure) -> str:
    """Return what names a claim and the figure that it states."""
    said = number(claim.figure) if claim.figure is not None else claim.figure_day
    return f"claim:{claim.id}:{claim.qualifier}{said}"


def _same(claim: StatedFigure) -> tuple[Any, ...]:
    return claim.qualifier, claim.figure, claim.figure_to, claim.figure_day, claim.figure_day_to


# the catalogue


def charters(looked: Looked) -> list[Any]:
    """Return the charter in force of every service that the list may name, in one statement; kept for the kinds."""
    if looked.charters is None:
        # Of a programme without services none is read: the database would look through the whole catalogue.
        is_asked = looked.programme is None or looked.tracks
        looked.charters = list(db.session.execute(_charters(looked))) if is_asked else []
    return looked.charters


def _charters(looked: Looked) -> Any:
    statement = (
        select(CharterVersion.service_id, CharterVersion.valid_from, CharterVersion.grades)
        .add_columns(CharterVersion.contradiction, CharterVersion.declared_digital, Service.name)
        .join(Service, CharterVersion.service_id == Service.id)
        .where(CharterVersion.in_force(looked.day))
        .order_by(Service.sort_key, Service.id)
    )
    if looked.programme is None:
        of_city = CharterVersion.city_id == looked.city.id
        return statement.where(of_city, CharterVersion.contradiction != "")
    # Without the city, by which SQLite would look through the whole catalogue for them.
    ids = {track.service_id for track in looked.tracks}
    return statement.where(CharterVersion.service_id.in_(ids))


def charter_side(charter: Any, says: Sentence) -> Side:
    who = Sentence(N_("Service charter, since %(day)s"), {"day": charter.valid_from})
    return Side(
        who, says, Place("services.show", {"service_id": charter.service_id, "_anchor": "level"})
    )


@contradiction("declared_steps", N_("Declared level and steps"), is_of_work=False)
def declared_against_steps(looked: Looked) -> Iterator[Contradiction]:
    for charter in charters(looked):
        if not charter.contradiction:
            continue
        declared = (
            N_("declared digital") if charter.declared_digital else N_("declared not digital")
        )
        yield Contradiction(
            kind="declared_steps",
            key=f"service:{charter.service_id}:{charter.contradiction}",
            subject=charter.name,
            left=charter_side(charter, Sentence(declared)),
            right=charter_side(charter, Sentence(STEPS_SAY[charter.contradiction])),
            resolve=Sentence(N_("Correct the declaration or the channels of the steps.")),
            settle=Place("services.show", {"service_id": charter.service_id, "_anchor": "level"}),
            changes_a_figure=False,
            service_id=charter.service_id,
        )


def launch_side(track: Track) -> Side:
    proof = track.proof
    who = (
        Sentence(N_("Launch, verified on %(day)s"), {"day": proof.verified_on})
        if proof and proof.verified_on
        else Sentence(N_("Status since %(day)s"), {"day": track.since})
    )
    return Side(who, Sentence(N_("Digitized")), Place("launches.show", {"redesign_id": track.id}))


@contradiction("launch_catalogue", N_("Launch and catalogue"))
def launch_against_catalogue(looked: Looked) -> Iterator[Contradiction]:
    scheme = SCHEMES[looked.city.level_scheme]
    digitized = [track for track in looked.tracks if track.group == "digitized"]
    by_service = {each.service_id: each for each in charters(looked)} if digitized else {}
    for track in digitized:
        charter = by_service.get(track.service_id)
        if charter is None:
            continue
        level = levels_in(charter.grades).get(scheme.slug, "")
        reached = track.level_now(scheme.slug)
        if not reached or scheme.rank(level) >= scheme.rank(reached):
            continue
        said = N_("level %(level)s: %(title)s") if level else N_("level not stated")
        facts = {"level": level, "title": Word(scheme.levels.get(level, ""))}
        yield Contradiction(
            kind="launch_catalogue",
            key=f"redesign:{track.id}:{level}:{reached}",
            subject=track.title,
            left=launch_side(track),
            right=charter_side(charter, Sentence(said, facts)),
            resolve=Sentence(
                N_("Bring the charter up to date with the journey that was launched.")
            ),
            settle=Place("services.show", {"service_id": track.service_id, "_anchor": "level"}),
            changes_a_figure=True,
            redesign_id=track.id,
            service_id=track.service_id,
        )


@contradiction("launch_figures", N_("Launch without its first figures"))
def launch_without_figures(looked: Looked) -> Iterator[Contradiction]:
    """A launch whose figures of day 90 are overdue: until then they are only due, and never once it is closed."""
    day = looked.programme.last_day(looked.day) if looked.programme else looked.day
    for track in looked.tracks if looked.accounts is not None else ():
        launched = track.proof.launched_on if track.proof else None
        if track.group != "digitized" or launched is None:
            continue
        last = launched + timedelta(days=90) + GRACE
        figures = looked.accounts.get(track.id, NOTHING).figures  # type: ignore[union-attr]
        is_there = any(
            each.basis == "measured" and (point_of(launched, each.stated_on) or 0) >= 90
            for each in figures
        )
        if is_there or day <= last:
            continue
        here = Place("figures.index", {"redesign_id": track.id})
        yield Contradiction(
            kind="launch_figures",
            key=f"redesign:{track.id}:{launched}",
            subject=track.title,
            left=Side(
                Sentence(N_("Proof of the launch")),
                Sentence(N_("in use since %(day)s"), {"day": launched}),
                Place("launches.show", {"redesign_id": track.id}),
            ),
            right=Side(
                Sentence(N_("Figures of day 90, due on %(day)s"), {"day": last - GRACE}),
                Sentence(N_("none measured")),
                here,
            ),
            resolve=Sentence(
                N_("Measure take-up, completion, satisfaction or cost, and record it.")
            ),
            settle=here,
            changes_a_figure=True,
            redesign_id=track.id,
            service_id=track.service_id,
        )


@contradiction("dates", N_("Dates"))
def status_before_launch(looked: Looked) -> Iterator[Contradiction]:
    for track in looked.tracks:
        began = next((c.effective_on for c in track.changes if c.group == "digitized"), None)
        launched = track.proof.launched_on if track.proof else None
        if track.group != "digitized" or began is None or launched is None or launched <= began:
            continue
        yield Contradiction(
            kind="dates",
            key=f"redesign:{track.id}:{began}:{launched}",
            subject=track.title,
            left=Side(
                Sentence(N_("Status")),
                Sentence(N_("digitized from %(day)s on"), {"day": began}),
                Place("statuses.index", {"redesign_id": track.id}),
            ),
            right=Side(
                Sentence(N_("Proof of the launch")),
                Sentence(N_("in use since %(day)s"), {"day": launched}),
                Place("launches.show", {"redesign_id": track.id}),
            ),
            resolve=Sentence(N_("Say which day counts; it moves the curve, not the sum.")),
            settle=Place("launches.show", {"redesign_id": track.id}),
            changes_a_figure=True,
            redesign_id=track.id,
            service_id=track.service_id,
        )
