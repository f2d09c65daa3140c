"""Which exit rules each status asks for, which statuses the rules have reached, and what one is declared without."""

from collections.abc import Collection, Iterable
from functools import cache

from workbench.models.progress import (  # noqa: F401 - each registers its rules, in the order of the checklists
    chosen_rules,
    exit_rules,
    journey_rules,
    launch_rules,
    monitoring_rules,
    problem_rules,
    test_rules,
)
from workbench.models.progress.problem_rules import RULES
from workbench.models.progress.rule import Rule
from workbench.models.redesign.status import LINE, STAGES, STATUSES, WORKING, Subject

# The order in which the next step goes through the stages: the team's work, then what the approval asks for.
ORDER = (
    *("problems", "as_is", "to_be", "prototype", "tests"),
    *("chosen", "approval", "digitized", "monitored"),
)


@cache
def rules_in_order() -> tuple[Rule, ...]:
    """Return the rules of the line in the order of the work."""
    rules = (rule for rule in RULES.values() if rule.stage in ORDER)
    return tuple(sorted(rules, key=lambda rule: ORDER.index(rule.stage)))


@cache
def rules_for(subject: Subject) -> dict[str, Rule]:
    """Return the rules that are asked of a service, or of the programme itself, by their slugs."""
    return {slug: rule for slug, rule in RULES.items() if subject.asks(rule.stage)}


@cache
def asked_of(status: str) -> tuple[Rule, ...]:
    """Return the rules that a status asks for: its own, and those of the statuses before it.

    *Chosen* may come after any of the team's work, and the work does not wait for it; *approved* asks for both.
    """
    if STATUSES[status].is_exit or status in ("candidate", "chosen"):
        return tuple(rule for rule in RULES.values() if rule.asked_from == status)
    before = set(LINE[: LINE.index(status) + 1])
    if status in WORKING:
        before.discard("chosen")
    return tuple(rule for rule in rules_in_order() if rule.asked_from in before)


def reached(met: Collection[str]) -> list[str]:
    """Return the working statuses of which every rule is among those met, in order."""
    return [status for status in WORKING if all(rule.slug in met for rule in asked_of(status))]


def full_stations(met: Collection[str]) -> list[str]:
    """Return the stations of which every rule is among those met."""
    return [
        stage
        for stage in STAGES
        if all(rule.slug in met for rule in RULES.values() if rule.stage == stage)
    ]


def is_beyond(status: str, other: str) -> bool:
    """Return whether a status of the line comes after another one of the line."""
    return LINE.index(status) > LINE.index(other)


def first_unmet(status: str, missing: Iterable[str]) -> Rule | None:
    """Return the rule to see to next in this status: the first unmet one of the whole line up to *digitized*."""
    if STATUSES[status].is_exit or STATUSES[status].group == "digitized":
        return None
    unmet = set(missing)
    return next((rule for rule in asked_of("digitized") if rule.slug in unmet), None)
