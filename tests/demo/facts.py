"""The facts that the real programme published, each with the record of the world that gives it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from workbench.models.programme.programme import Programme
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.follow_up import FollowUp
from workbench.models.work.monitoring import due


@dataclass(frozen=True)
class Told:
    """The programme, its report as other programs read it, and its pages as an official reads them."""

    programme: Programme
    figures: dict[str, Any]
    page: str
    redesigns: tuple[Redesign, ...]
    problems: frozenset[int]
    follow_ups: tuple[FollowUp, ...]

    def claim(self, stated_by: str, figure: int) -> dict[str, Any]:
        (found,) = (
            each
            for each in self.figures["claims"]
            if (each["stated_by"], each["figure"]) == (stated_by, figure)
        )
        return found

    @property
    def services(self) -> dict[str, Any]:
        return self.figures["services"]

    @property
    def phases(self) -> list[dict[str, Any]]:
        return self.figures["phases"]


def parties(told: Told) -> bool:
    roles = {each.role: each.organisation.name for each in told.programme.parties}
    wanted = {"funder": "CAF", "lead": "Unit", "partner": "States of Change"}
    return len(told.programme.parties) == 4 and wanted.items() <= roles.items() and "host" in roles


def baseline(told: Told) -> bool:
    claim = told.claim("Unit", 500)
    stated = claim["qualifier"], claim["as_of"].year, claim["subject_kind"]
    return stated == (">", 2020, "city") and told.services["digitized"] == 8


def objectives(told: Told) -> bool:
    return [each["actual"] for each in told.figures["objectives"]] == [8, 47]


def remote(told: Told) -> bool:
    sentence = "6</a> of 6 workshops were remote: 100%"
    wanted = {"held": 6, "remote": 6, "remote_share": 1.0}
    return told.figures["workshops"] == wanted and sentence in told.page


def phases(told: Told) -> bool:
    days = [(each.starts_on, each.ends_on) for each in told.programme.phases]
    is_closed = told.programme.until == date(2021, 7, 30) and "Jul 2021" in told.page
    return len(days) == 2 and days[0][1] < days[1][0] and is_closed


def first_phase(told: Told) -> bool:
    first = told.phases[0]
    return (first["workshops"], first["officials"], first["organisations"]) == (6, 19, 5)


def second_phase(told: Told) -> bool:
    second = told.phases[1]
    seen = second["workshops"], second["officials"], second["organisations"]
    return seen == (None, 30, 10) and "not stated" in told.page


def digitized(told: Told) -> bool:
    groups = told.services["digitized"], told.services["in_development"], told.services["total"]
    return groups == (8, 2, 10) and told.services["digitized_share"] == 0.8


def proved(told: Told) -> bool:
    launches = [each.launch for each in told.redesigns if each.group == "digitized"]
    return len(launches) == 8 and all(
        each and each.has_proof and each.is_verified and each.launched_on for each in launches
    )


def officials(told: Told) -> bool:
    claim = told.claim("Unit", 45)
    counted = told.figures["officials"] == {"enrolments": 49, "people": 47}
    return counted and claim["qualifier"] == ">" and claim["agrees"] is True


def organisations(told: Told) -> bool:
    return [each["organisations"] for each in told.phases] == [5, 10] and (
        told.figures["organisations"] == 10
    )


def quotes(told: Told) -> bool:
    said = {each.person_name: each for each in told.programme.testimonials}
    whole = all(each.position and each.organisation_name and each.consent for each in said.values())
    return said.keys() == {"Beatriz Hasbún", "Brenton Caffin"} and whole


def problems(told: Told) -> bool:
    return {each.id for each in told.redesigns} == told.problems


def outcomes(told: Told) -> bool:
    found = told.figures["outcomes"]
    kinds = {each["kind"] for each in found}
    whole = all(each["seen_on"] and each["evidence"] for each in found)
    return "organisational" in kinds and len(found) >= 2 and whole and found[0]["text"] in told.page


def reach(told: Told) -> bool:
    found = told.figures["reach"]
    told_of = found["services_stated"], found["services_not_stated"], len(found["segments"])
    volumes = [each["requests_a_year"] or 0 for each in found["segments"]]
    segments = [each["segment"] for each in found["segments"]]
    shown = [f"{found['requests_a_year']:,}", *map(str, segments)]
    is_summed = sum(volumes) == found["requests_a_year"]
    return told_of == (7, 1, 8) and is_summed and all(each in told.page for each in shown)


def autonomous(told: Told) -> bool:
    """A follow-up with its result where one was held, and one that is due where none was."""
    held = {each.redesign_id for each in told.follow_ups}
    digitized = {each.id: each for each in told.redesigns if each.group == "digitized"}
    waiting = [digitized[each].launch for each in digitized.keys() - held]
    asked = [
        {each.point for each in due(launch and launch.launched_on, [], [], date(2022, 7, 1))}
        for launch in waiting
    ]
    results = all(each.outcome and each.text for each in told.follow_ups)
    return bool(held and waiting) and results and all({6, 12} <= each for each in asked)


def ten_per_smit(told: Told) -> bool:
    unit, smit = told.claim("Unit", 8), told.claim("SMIT", 10)
    days = unit["as_of"], smit["as_of"]
    together = unit["conflict_group"] == smit["conflict_group"] is not None
    return together and days == (date(2021, 6, 30), date(2020, 8, 5)) and not smit["agrees"]


FACTS: dict[str, Callable[[Told], bool]] = {
    "CAF funded it, Unit led it with States of Change, the city was its host": parties,
    "more than 500 services before it, shown and never added": baseline,
    "what made it necessary": lambda told: "COVID-19" in (told.programme.trigger or ""),
    "two objectives, each with its figure": objectives,
    "wholly remote": remote,
    "two phases, one after the other": phases,
    "6 workshops, 19 officials and 5 secretariats in the first phase": first_phase,
    "30 officials and 10 secretariats in the second, of which nobody stated the sessions": second_phase,
    "8 services digitized and 2 under development": digitized,
    "each digitized service has its evidence and its day": proved,
    "more than 45 officials, of 49 enrolments": officials,
    "secretariats of each phase, and of both": organisations,
    "two quotes of named people who agreed": quotes,
    "the real problems of users, for every service": problems,
    "the working logic of the city hall changed, apart from the services": outcomes,
    "whom it reaches, and how often in a year": reach,
    "teams go on by themselves": autonomous,
    "8 for one source, 10 for another": ten_per_smit,
}
