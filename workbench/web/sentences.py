"""Events and exit rules as sentences in the reader's language, made when read."""

from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_login import current_user
from markupsafe import Markup, escape

from workbench.models.base import Record
from workbench.models.log.event import Event
from workbench.models.people.invitation import KINDS as INVITATION_KINDS
from workbench.models.programme.programme import PARTY_ROLES
from workbench.models.progress.rule import Rule
from workbench.models.progress.rule_state import RuleState
from workbench.models.redesign.status import STATUSES
from workbench.models.register import ACTIONS
from workbench.models.roles import ROLES
from workbench.models.work.evidence import SOURCES
from workbench.models.work.figure import BASES, MEASURES
from workbench.models.work.follow_up import OUTCOMES
from workbench.models.work.journey import KINDS as JOURNEY_KINDS
from workbench.models.work.journey_cells import NAMES as CELL_NAMES
from workbench.models.work.journey_fate import FATES
from workbench.models.work.link import WORDS as LINK_WORDS
from workbench.models.work.problem import GRADES
from workbench.models.work.test_session import DECISIONS, RESULTS
from workbench.text import formats
from workbench.text.messages import N_
from workbench.web.filters import language, translated

# Facts that are slugs are replaced by their word; the others stay as they are.
WORDS: dict[str, dict[str, str]] = {
    "status": {slug: status.title for slug, status in STATUSES.items()},
    "grade": GRADES,
    "former": GRADES,
    "lane": CELL_NAMES,
    "fate": FATES,
    "decision": DECISIONS,
    "result": RESULTS,
}
_BY_SUBJECT = {
    ("journey", "kind"): JOURNEY_KINDS,
    ("redesign", "kind"): LINK_WORDS,
    ("journey_step", "kind"): JOURNEY_KINDS,
    ("invitation", "kind"): INVITATION_KINDS,
    ("enrolment", "role"): ROLES,
    ("programme", "role"): PARTY_ROLES,
    ("evidence", "source"): SOURCES,
    ("figure", "measure"): MEASURES,
    ("figure", "basis"): BASES,
    ("follow_up", "outcome"): OUTCOMES,
}


# Where somebody calls for themselves, their name would only be said twice.
OF_ONESELF = {
    "help.called": N_("%(who)s called for help."),
    "help.withdrawn": N_("%(who)s no longer needs help."),
}
# Where what would be named is nothing: (action, fact) → sentence.
OF_NOTHING = {
    ("note.moved", "group"): N_("%(who)s took note %(code)s out of its group."),
    ("redesign.facilitator_assigned", "name"): N_("%(who)s left the team without a facilitator."),
}


def event_sentence(event: Event) -> Markup:
    """Return the event as one sentence, the person's name in bold."""
    subject = event.action.split(".")[0]
    facts = {name: word(subject, name, value) for name, value in event.facts.items()}
    name = event.by.name if event.by else gettext("The system")
    sentence = ACTIONS[event.action].sentence
    if facts.get("name") == name:
        sentence = OF_ONESELF.get(event.action, sentence)
    for fact in (fact for fact, value in event.facts.items() if value == ""):
        sentence = OF_NOTHING.get((event.action, fact), sentence)
    told = gettext(sentence, who="\x00", **facts)
    # Both parts are escaped; only the mark of the name is ours.
    return Markup(str(escape(told)).replace("\x00", f"<b>{escape(name)}</b>"))  # noqa: S704


def word(subject: str, name: str, value: Any) -> Any:
    """Return the word for a fact that is a slug, else the fact itself; "–" for what is not stated."""
    if value is None:
        return "–"
    if isinstance(value, dict):
        return ""  # what is counted by kind stands on a page of its own
    if name in ("effective_on", "valid_from"):
        return formats.short_day(date.fromisoformat(value), language())
    if name == "requests":
        return formats.number(value, language())
    words = _BY_SUBJECT.get((subject, name)) or WORDS.get(name) or {}
    return gettext(words[value]) if words.get(value) else value


def rule_sentence(state: RuleState) -> str:
    """Return what is still missing, or what is met, as one sentence."""
    rule = state.definition
    if state.ok:
        return gettext(rule.met)
    if state.facts.get("total") == 0:
        # A rule about every problem, step or test, and there is none yet: no code or title can be named.
        return gettext("Nothing to check yet: %(aim)s", aim=gettext(rule.met))
    return translated(rule.missing, **state.facts)


def rule_why(state: RuleState) -> str:
    return translated(state.definition.why)


def rule_action(state: RuleState) -> str:
    return gettext(state.definition.action)


OF_CITY = frozenset({"service", "service_edit", "volumes"})


def rule_url(redesign: Any, state: RuleState) -> str:
    """Return the exact place where the missing thing is added; who may not add it is led to where it is shown.

    ``redesign`` is the record, or a line of a report about it: reports are read, so they lead to what is shown.
    """
    return url_of_rule(redesign, state.definition, state.target)


def url_of_rule(redesign: Any, rule: Rule, target: str = "") -> str:
    """Return the place where what a rule asks for is added, down to its field, or where it is shown."""
    place, field = rule.place, rule.field
    permission, shown = WRITING.get(place, ("", place))
    if permission and not may_write(permission, redesign):
        place, field = shown, ""
    if place in OF_CITY and getattr(current_user, "is_guest", False):
        return ""  # the catalogue is the city's, and closed to the guests of a team
    address = place_url(place, redesign.id, redesign.service_id, target)
    is_list = bool(PLACES[place][2]) and not target
    return f"{address}#{field}" if field and not is_list else address


def may_write(permission: str, redesign: Any) -> bool:
    if not isinstance(redesign, Record):
        return False
    is_of_service = permission == "service:edit"
    return current_user.may(permission, redesign.service if is_of_service else redesign)


def place_url(place: str, redesign_id: int, service_id: int, target: str = "") -> str:
    """Return the address of a rule's place; without a target, that of the list it would be in."""
    endpoint, fallback, argument = PLACES[place]
    if place in OF_CITY:
        return url_for(endpoint, service_id=service_id)
    if argument and target:
        return url_for(endpoint, redesign_id=redesign_id, **{argument: target})
    return url_for(fallback, redesign_id=redesign_id, **ASKED.get(place, {}))


# place of writing → (what one must be allowed to do there, the place where the same is shown)
WRITING = {
    "service_edit": ("service:edit", "service"),
    "volumes": ("service:edit", "service"),
    "problem_edit": ("problem:write", "problem"),
    "prototype_edit": ("prototype:write", "prototype"),
    "hypothesis_edit": ("hypothesis:write", "prototypes"),
    "test_session": ("test_session:write", "tests"),
    "launch_edit": ("launch:edit", "launch"),
    "launch_built": ("launch:edit", "launch"),
    "launch_picture": ("attachment:write", "launch"),
    "launch_charter": ("service:edit", "launch"),
}
# place → (endpoint, endpoint without a target, name of the target's argument)
PLACES: dict[str, tuple[str, str, str]] = {
    "service": ("services.show", "", ""),
    "service_edit": ("services.edit", "", ""),
    "volumes": ("services.volumes", "", ""),
    "team": ("", "redesigns.team", ""),
    "problems": ("", "problems.index", ""),
    "problem": ("problems.show", "problems.index", "problem_id"),
    "problem_edit": ("problems.edit", "problems.index", "problem_id"),
    "as_is": ("", "journeys.today", ""),
    "to_be": ("", "journeys.future", ""),
    "fates": ("", "journeys.compare", ""),
    "step": ("journey_steps.show", "journeys.today", "step_id"),
    "future_step": ("journey_steps.show", "journeys.future", "step_id"),
    "prototype": ("prototypes.show", "prototypes.index", "prototype_id"),
    "prototype_edit": ("prototypes.edit", "prototypes.index", "prototype_id"),
    "prototypes": ("", "prototypes.index", ""),
    "hypothesis_edit": ("hypotheses.edit", "prototypes.index", "hypothesis_id"),
    "tests": ("", "tests.index", ""),
    "test_session": ("tests.edit_session", "tests.index", "session_id"),
    "finding": ("tests.finding", "tests.index", "finding_id"),
    "launch": ("", "launches.show", ""),
    "launch_edit": ("", "launches.edit", ""),
    "figures": ("", "figures.index", ""),
    "launch_built": ("", "launches.built", ""),
    "launch_picture": ("", "attachments.create", ""),
    "launch_charter": ("", "launches.charter", ""),
    "approval": ("", "statuses.index", ""),
}
# What a page is asked for, beyond its address.
ASKED = {"approval": {"status": "approved"}}
