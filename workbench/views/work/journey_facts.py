"""What a map finds, in one line above it: steps, time, money, visits, guesswork and holes, each with its way to them."""

from flask_babel import gettext

from workbench.models.progress.measurement import citizens_burden
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.journey import JourneyMap
from workbench.models.work.journey_step import JourneyStep
from workbench.text import formats
from workbench.views.work.journey_tables import days_words, minutes_words
from workbench.web.filters import language, ngettext

Fact = dict[str, str]


def map_name(kind: str) -> str:
    return gettext("Future journey") if kind == "to_be" else gettext("Today's journey")


def finding(kind: str, journey: JourneyMap | None) -> str:
    """Return the map's title: what it costs the person, as far as that is known."""
    steps = journey.steps if journey else []
    waits = [step.waiting_days for step in steps if step.waiting_days]
    known = [step for step in steps if step.citizen_minutes is not None]
    parts = [minutes_words(round(citizens_burden(steps).minutes))] if known else []
    parts += [days_words(sum(waits))] if waits else []
    if not parts:
        return map_name(kind)
    # A number stays with its unit where the title breaks.
    costs = gettext(" and ").join(part.replace(" ", "\u00a0") for part in parts)
    if not all(step.has_time for step in steps):
        costs = gettext("%(sum)s or more", sum=costs)
    return gettext("%(journey)s: %(costs)s", journey=map_name(kind), costs=costs)


def facts_of(redesign: Redesign, journey: JourneyMap) -> list[Fact]:
    """Return the line of facts above a map; what is not known makes a sum "or more", never a 0."""
    if not journey.steps:
        return []
    facts = [*totals(redesign, journey), *guesswork(journey), *holes(journey.steps)]
    return [fact for fact in facts if fact]


def fact(value: str, name: str, url: str = "#map") -> Fact:
    """Return a fact: `value` is what is counted, and leads there; an empty one makes a link of the name."""
    return {"value": value, "name": name, "url": url}


def totals(redesign: Redesign, journey: JourneyMap) -> list[Fact]:
    steps, burden = journey.steps, citizens_burden(journey.steps)
    time = minutes_words(round(burden.minutes))
    if not all(step.has_time for step in steps):
        time = gettext("%(sum)s or more", sum=time)
    visits = sum(step.needs_visit for step in steps)
    count = ngettext("%(num)s step", "%(num)s steps", len(steps))
    found = [fact("", count), fact(time, gettext("of the person"))]
    if burden.money:
        money = formats.money(burden.money, redesign.programme.city.currency, language())
        found.append(fact(money, gettext("spent by the person")))
    found.append(fact(ngettext("%(num)s step", "%(num)s steps", visits), gettext("only in person")))
    return found


def guesswork(journey: JourneyMap) -> list[Fact]:
    """Return how much of the map is a guess, with the way to the first of them."""
    guessed, told = journey.guesswork()
    if not told:
        return []
    said = ngettext(
        "%(num)s of %(total)s cells is a guess",
        "%(num)s of %(total)s cells are guesses",
        len(guessed),
        total=told,
    )
    return [fact("", said, f"#{address(*guessed[0])}" if guessed else "#map") | {"walk": "guesses"}]


def holes(steps: list[JourneyStep]) -> list[Fact]:
    """Return what is not known of the first step that lacks a time."""
    without = [step for step in steps if not step.has_time]
    if not without:
        return []
    first, more = without[0], len(without) - 1
    said = gettext("The time of step %(number)s is missing", number=first.position)
    if more:
        said = ngettext(
            "The time of step %(number)s and %(num)s more is missing",
            "The time of step %(number)s and %(num)s more is missing",
            more,
            number=first.position,
        )
    return [fact("", said, f"#{address(first, 'time')}")]


def address(step: JourneyStep, name: str) -> str:
    """Return the id of a cell on the page, which is its address too."""
    return f"cell-{step.id}-{name}"
