"""What may be said of a public service: its charter, its steps, and how often it is asked for."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.fields import HiddenField
from wtforms.validators import ValidationError

from workbench.forms.days import day
from workbench.forms.fields import (
    RecordForm,
    choice,
    line,
    number_or_none,
    offered,
    paragraph,
    several,
    taps,
    web_address,
)
from workbench.forms.numbers import amount, whole
from workbench.forms.organisations import organisation_field
from workbench.models.base import DomainError
from workbench.models.catalogue.levels import CHANNELS, STEP_KINDS
from workbench.models.catalogue.service import LONGEST_KEYWORDS, Service
from workbench.models.people.person import Person
from workbench.text.messages import N_

_ANSWERS = {"yes": True, "no": False, "": None}


def yes_or_no(label: Any, *, hint: Any = "") -> SelectField:
    """Yes, no, or nobody has said."""
    choices = [("", _l("not stated")), ("yes", _l("yes")), ("no", _l("no"))]
    return SelectField(label, choices=offered(choices), coerce=_word, description=hint)


def _word(value: Any) -> str:
    return {True: "yes", False: "no", None: ""}.get(value, str(value))


class ServiceForm(RecordForm):
    """The service charter, in the order in which a citizen asks."""

    name = line(
        _l("Name of the service"),
        most=400,
        required=True,
        hint=_l("As people ask for it, beginning with a verb."),
    )
    short_name = line(_l("Short name"), most=120)
    organisation_id = organisation_field(_l("Responsible organisation"))
    summary = paragraph(
        _l("What it is for"), hint=_l("When does somebody need it, and what do they get.")
    )
    audience = paragraph(_l("Who can ask"))
    requirements = paragraph(
        _l("What you need to have"), hint=_l("Documents, forms and information, one on each line.")
    )
    is_free = yes_or_no(_l("Is it free"))
    cost_note = line(_l("What it costs"))
    maximum_time = line(_l("How long it takes at most"), hint=_l("For example: 20 working days."))
    delivery = paragraph(_l("How it is delivered"), hint=_l("By post, on screen, a visit at home…"))
    complaints = paragraph(_l("Where and how to complain"))
    not_covered = paragraph(_l("What it does not cover"))
    legislation = paragraph(_l("Law"))
    theme = line(_l("Theme"))
    keywords = line(_l("Other words people search for"), most=LONGEST_KEYWORDS)
    declared_digital = yes_or_no(
        _l("Declared digital"),
        hint=_l("What the city or the source says. The level is computed from the steps."),
    )
    declared_url = web_address(_l("Address where it is asked for"))

    def values(self) -> dict[str, Any]:
        """Return the service's attributes, yes and no as truth."""
        values = super().values()
        for name in ("is_free", "declared_digital"):
            values[name] = _ANSWERS[values[name]]
        return values


HOW = {
    "correction": _l("A correction: it has been so all along"),
    "change": _l("A change: the service became so on a day"),
}


class DatedForm(RecordForm):
    """A change of steps that says whether it corrects the charter in force, or is a new one from a day on."""

    how = taps(_l("What happened"), HOW)
    from_day = day(_l("Since which day, if it is a change"))

    def ask_since(self, service: Service) -> None:
        """Ask nothing where the charter began today, or has no step yet: there is nothing before it."""
        begins_today = service.charters[-1].valid_from >= service.city.today()
        if "how" in self and (begins_today or not service.steps):
            del self.how, self.from_day

    def begin(self, service: Service, by: Person) -> None:
        """Open the charter of that day, where it is a change."""
        if "how" in self and self.how.data == "change":
            if self.from_day.data is None:
                raise DomainError(N_("Name the day on which the service became so."))
            service.change_from(self.from_day.data, cause="hand", by=by)

    def values(self) -> dict[str, Any]:
        dated = ("how", "from_day")
        return {name: value for name, value in super().values().items() if name not in dated}


class StepRemovalForm(DatedForm):
    """Since when a step is no longer taken."""


class StepForm(DatedForm):
    """One moment in which the person must act or receive something, with its facts."""

    title = line(
        _l("What the person does"),
        most=1000,
        required=True,
        hint=_l("For example: take the form to the counter."),
    )
    description = paragraph(_l("In more words"))
    channels = several(
        _l("Offered through"), CHANNELS, hint=_l("Every channel on which this step can be done.")
    )
    in_person_by_law = BooleanField(_l("The law asks for a visit"))
    legal_ground = line(_l("Which law"))
    kind = choice(
        _l("Without a digital channel, what is online"), STEP_KINDS, empty=_l("not stated")
    )
    minutes = whole(
        _l("Minutes it takes the person"), most=100000, hint=_l("Empty when nobody knows.")
    )
    cost = amount(_l("What the person pays"), hint=_l("Fees, copies, transport."))
    actor = line(_l("Who acts"), most=200, hint=_l("The person, a clerk, a technician…"))
    system = line(_l("System used"), most=200)
    documents_asked = paragraph(_l("Documents the person must bring"), hint=_l("One on each line."))
    alternative = line(
        _l("Without the internet"),
        hint=_l("The way that stays open on this step, for example 156."),
    )
    documents_held = paragraph(
        _l("Documents asked for although the State has them already"), hint=_l("One on each line.")
    )

    def validate_legal_ground(self, field: Any) -> None:
        if self.in_person_by_law.data and not field.data:
            raise ValidationError(_l("Name the law that asks for a visit."))

    def values(self) -> dict[str, Any]:
        """Return the step's attributes, its documents as a list."""
        values = super().values()
        asked, held = values.pop("documents_asked"), values.pop("documents_held")
        lines = [(name, False) for name in asked.splitlines()]
        lines += [(name, True) for name in held.splitlines()]
        values["documents"] = [
            {"name": name.strip()[:300], "held": is_held} for name, is_held in lines if name.strip()
        ]
        return values


class ReplacementForm(RecordForm):
    """The service that is asked for in the place of one that left the catalogue; 0 stands for none."""

    service_id = SelectField(_l("In its place people ask for"), coerce=number_or_none, choices=[])


class VolumeForm(RecordForm):
    """How many requests came through a channel in a year."""

    year = whole(
        _l("Year"),
        least=1990,
        most=2100,
        hint=_l("Empty when the period is not known: it is shown, and never multiplied."),
    )
    channel = line(
        _l("Channel"), most=60, hint=_l("As the source calls it. Empty when it is not informed.")
    )
    requests = whole(_l("Requests"), required=True)
    was_requests = HiddenField()
    source = line(_l("Where the number comes from"))
