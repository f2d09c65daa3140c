"""A map as the grid draws it: lines of cells, each with its text, where it is edited, and what its editor begins with."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from flask import url_for
from flask_babel import get_locale, gettext
from flask_login import current_user
from markupsafe import Markup, escape

from workbench.forms import durations
from workbench.models.catalogue.levels import CHANNELS, is_digital
from workbench.models.progress.redesign_work import RedesignWork
from workbench.models.redesign.redesign import Redesign
from workbench.models.room.opportunity_vote import votes_on
from workbench.models.work.journey import JourneyMap
from workbench.models.work.journey_cells import NAMES
from workbench.models.work.journey_step import BACKSTAGE, BASES, EMOTIONS, LANES, JourneyStep
from workbench.models.work.opportunity import LANE
from workbench.text import formats
from workbench.text.messages import N_
from workbench.views.work.journey_facts import address, map_name
from workbench.views.work.journey_tables import ICONS, minutes_words, phases_of, point, time_words
from workbench.web.filters import language, ngettext

# Where a cell's fields begin on the step's own page, when that is not the name of the cell.
ANCHORS = {
    "channel": "channels",
    "time": "citizen_minutes",
    "office": "office_minutes",
    "presence": "in_person_by_law",
}


# The three lines of a blueprint: above which lanes each may stand, and what it says.
BLUEPRINT = {
    "contact": (("frontstage", *BACKSTAGE), N_("line of interaction: what the person touches")),
    "sight": (BACKSTAGE, N_("line of visibility: the person does not see what is below")),
    "inside": (BACKSTAGE[1:], N_("line of internal interaction")),
}


@dataclass
class Cell:
    """One cell: what it says, whether that is a guess or a hole, what supports it, and what an editor starts with."""

    id: str
    name: str
    url: str
    values: dict[str, Any]
    text: str = ""
    marks: list[tuple[str, str]] = field(default_factory=list)
    is_guess: bool = False
    is_hole: bool = False
    foot: str = ""
    foot_url: str = ""

    @property
    def held(self) -> Markup:
        """The values as an attribute holds them."""
        return escape(json.dumps(self.values, ensure_ascii=False))


@dataclass
class Line:
    """A line of the map: its name, how its cells are edited, and the cells, one a step."""

    slug: str
    name: str
    editor: str
    cells: list[Cell]
    note: str = ""
    is_back: bool = False
    is_written: bool = False
    points: list[Any] | None = None
    # The blueprint lines that are drawn above it, each with its words: [(name, words)].
    above: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Draft:
    """What the lines of a map are made from; addresses and words are looked up once, not in every cell."""

    redesign: Redesign
    journey: JourneyMap
    work: RedesignWork

    def __post_init__(self) -> None:
        self.steps = list(self.journey.steps)
        self.evidence = {each.id: each for each in self.work.evidence}
        self.codes = {each.id: each.code for each in self.work.problems}
        where = {"redesign_id": self.redesign.id}
        self.urls = {
            step.id: url_for("journey_steps.show", **where, step_id=step.id) for step in self.steps
        }
        # One who only reads is offered no new step.
        may_write = current_user.may("journey:write", self.redesign)
        self.adds = may_write and unquote(
            url_for("journey_columns.insert", **where, step_id="{step}")
        )
        self.channels = {
            code: (ICONS.get(code, ""), gettext(word)) for code, word in CHANNELS.items()
        }
        self.currency = self.redesign.programme.city.currency
        self.language, self.locale = language(), str(get_locale() or "en")
        asked = any(step.kept_opportunities for step in self.steps)
        self.votes = votes_on(self.redesign) if asked else {}

    def cell(self, step: JourneyStep, name: str, values: dict[str, Any], **said: Any) -> Cell:
        url = f"{self.urls[step.id]}#{ANCHORS.get(name, name)}"
        return Cell(address(step, name), name, url, values, **said)

    def source(self, evidence_id: str) -> str:
        """Return in a few words where a text comes from: the problem's code, and how many cases of how many."""
        evidence = self.evidence.get(evidence_id)
        if evidence is None:
            return gettext("evidence")
        counted = f"{evidence.seen}/{evidence.asked}" if evidence.seen and evidence.asked else ""
        code = self.codes.get(evidence.problem_id, gettext("evidence"))
        return " · ".join(filter(None, (code, counted)))

    def money(self, value: Any) -> str:
        return formats.money(value, self.currency, self.language)

    def amount(self, value: Any) -> str:
        return "" if value is None else formats.number(value, self.locale, 2)


def map_grid(redesign: Redesign, journey: JourneyMap, work: RedesignWork) -> dict[str, Any]:
    """Return a map in the shape of the map_grid macro."""
    draft = Draft(redesign, journey, work)
    return {
        "title": map_name(journey.kind),
        "phases": phases_of(journey),
        "steps": [head(draft, step) for step in draft.steps],
        "lines": lines_of(draft),
        "worst": journey.worst.id if journey.worst else "",
        "channels": draft.channels,
    }


def lines_of(draft: Draft) -> list[Line]:
    """Return the lines that the map shows, the first of each part of a blueprint with its line above it."""
    journey = draft.journey
    lines = [line_of(draft, slug) for slug in journey.shown_lines]
    for name, (slugs, words) in BLUEPRINT.items() if journey.is_blueprint else ():
        first = next((line for line in lines if line.slug in slugs), None)
        if first is not None:
            first.above.append((name, gettext(words)))
    return lines


def head(draft: Draft, step: JourneyStep) -> dict[str, Any]:
    """Return the head of a step's column: its name is a cell like the others."""
    return {
        "id": step.id,
        "number": step.position,
        "version": step.version,
        "worst": step.is_worst,
        "moment": step.is_moment,
        "add": draft.adds and draft.adds.format(step=step.id),
        "cell": draft.cell(step, "title", {"title": step.title}, text=step.title),
    }


def line_of(draft: Draft, slug: str) -> Line:
    if slug in LANES:
        cells = [lane_cell(draft, step, slug) for step in draft.steps]
        return Line(
            slug, gettext(LANES[slug]), "lane", cells, is_back=slug in BACKSTAGE, is_written=True
        )
    editor, make, note = FACTS[slug]
    made = Line(slug, gettext(NAMES[slug]), editor, [make(draft, step) for step in draft.steps])
    made.note = gettext(note) if note else ""
    made.is_written = editor == "line"
    if slug == "emotion":
        made.points, made.note = [point(step) for step in draft.steps], draft.journey.segment
    return made


def lane_cell(draft: Draft, step: JourneyStep, lane: str) -> Cell:
    """Return a lane's cell; its text is a guess until something supports it."""
    held = step.cell(lane)
    text, evidence_id = (held.text, held.evidence_id) if held else ("", None)
    values = {"text": text, "evidence": evidence_id or ""}
    foot = draft.source(evidence_id) if text and evidence_id else ""
    guess = bool(text) and evidence_id is None
    cell = draft.cell(step, lane, values, text=text, is_guess=guess, foot=foot)
    if lane == LANE and step.kept_opportunities:
        lead_on(draft, step, cell)
    return cell


def lead_on(draft: Draft, step: JourneyStep, cell: Cell) -> None:
    """Let the foot of a cell tell its opportunities' codes and votes, and lead to the one, or to the list."""
    kept = step.kept_opportunities
    found = [draft.votes.get(each.id) for each in kept]
    votes = [each.votes for each in found if each is not None]
    told = ngettext("%(num)s vote", "%(num)s votes", sum(votes)) if votes else ""
    codes = ", ".join(each.code for each in kept)
    cell.foot = " · ".join(filter(None, (codes, told, cell.foot)))
    where = {"redesign_id": draft.redesign.id}
    if len(kept) == 1:
        cell.foot_url = url_for("opportunities.show", **where, opportunity_id=kept[0].id)
    else:
        cell.foot_url = url_for("opportunities.index", **where)


def channel_cell(draft: Draft, step: JourneyStep) -> Cell:
    marks = [draft.channels[code] for code in step.channels if code in draft.channels]
    said = (
        {"marks": marks} if marks else {"is_hole": True, "text": gettext("the channel is missing")}
    )
    return draft.cell(step, "channel", {"channels": step.channels}, **said)


def time_cell(draft: Draft, step: JourneyStep) -> Cell:
    values = {
        "citizen_minutes": typed(step.citizen_minutes),
        "waiting_days": typed(step.waiting_days),
        "citizen_cost": draft.amount(step.citizen_cost),
        "time_basis": step.time_basis,
        "time_source": step.time_source,
    }
    words = [time_words(step)] if step.has_time else []
    if step.citizen_cost:
        words.append(draft.money(step.citizen_cost))
    if not step.has_time:
        text = " · ".join([gettext("the time is missing"), *words])
        return draft.cell(step, "time", values, is_hole=True, text=text)
    is_guess = step.time_basis == "guess"
    foot = "" if is_guess else step.time_source or gettext(BASES[step.time_basis])
    return draft.cell(step, "time", values, text=" · ".join(words), is_guess=is_guess, foot=foot)


def typed(number: Any) -> str:
    return "" if number is None else durations.written(number)


def emotion_cell(draft: Draft, step: JourneyStep) -> Cell:
    values = {
        "emotion": "" if step.emotion is None else str(step.emotion),
        "emotion_word": step.emotion_word,
        "emotion_is_guess": "y" if step.emotion_is_guess else "",
    }
    if step.emotion is None:
        return draft.cell(
            step, "emotion", values, is_hole=True, text=gettext("the emotion is missing")
        )
    word = f"“{step.emotion_word}”" if step.emotion_word else ""
    text = ", ".join(filter(None, (gettext(EMOTIONS[step.emotion]), word)))
    return draft.cell(step, "emotion", values, text=text, is_guess=step.emotion_is_guess)


def actor_cell(draft: Draft, step: JourneyStep) -> Cell:
    return draft.cell(step, "actor", {"actor": step.actor}, text=step.actor)


def alternative_cell(draft: Draft, step: JourneyStep) -> Cell:
    values = {"alternative": step.alternative}
    if is_digital(step) and not step.alternative:
        text = gettext("the alternative is missing")
        return draft.cell(step, "alternative", values, is_hole=True, text=text)
    return draft.cell(step, "alternative", values, text=step.alternative)


def share_cell(draft: Draft, step: JourneyStep) -> Cell:
    values = {"share": str(step.share), "return_share": str(step.return_share)}
    words = []
    if step.share != 100:
        words.append(gettext("%(num)s of 100", num=step.share))
    if step.return_share:
        words.append(gettext("%(num)s of 100 come back", num=step.return_share))
    return draft.cell(step, "share", values, text=" · ".join(words))


def office_cell(draft: Draft, step: JourneyStep) -> Cell:
    values = {
        "office_minutes": typed(step.office_minutes),
        "office_cost": draft.amount(step.office_cost),
    }
    words = [minutes_words(step.office_minutes)]
    words += [draft.money(step.office_cost)] if step.office_cost else []
    return draft.cell(step, "office", values, text=" · ".join(filter(None, words)))


def presence_cell(draft: Draft, step: JourneyStep) -> Cell:
    is_bound = step.in_person_by_law
    values = {"in_person_by_law": "y" if is_bound else "", "legal_ground": step.legal_ground}
    if is_bound and not step.legal_ground:
        return draft.cell(
            step, "presence", values, is_hole=True, text=gettext("the law is missing")
        )
    return draft.cell(step, "presence", values, text=step.legal_ground if is_bound else "")


# The name of a line that is no lane → how it is edited, how a cell is made, and the small words below its name.
FACTS: dict[str, tuple[str, Callable[[Draft, JourneyStep], Cell], str]] = {
    "channel": ("channel", channel_cell, ""),
    "time": ("time", time_cell, N_("of the person")),
    "emotion": ("emotion", emotion_cell, ""),
    "actor": ("line", actor_cell, ""),
    "alternative": ("line", alternative_cell, ""),
    "share": ("share", share_cell, ""),
    "office": ("office", office_cell, ""),
    "presence": ("presence", presence_cell, ""),
}
