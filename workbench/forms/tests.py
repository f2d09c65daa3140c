"""What a person may say of a test: who took part (a code, never a name), what happened, what was decided."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields import HiddenField
from wtforms.validators import InputRequired

from workbench.forms.days import day
from workbench.forms.fields import (
    BoxesField,
    RecordForm,
    ThreadForm,
    choice,
    line,
    offered,
    paragraph,
    several,
    taps,
    worded,
)
from workbench.forms.numbers import whole
from workbench.forms.segments import segment
from workbench.models.work.evidence import CONSENTS
from workbench.models.work.problem import SEVERITIES
from workbench.models.work.prototype import PrototypeVersion
from workbench.models.work.test_session import DECISIONS, MODES, RESULTS, SUCCESSES, TAGS

PICK = _l("Choose one.")
NEW = "new"


def _number(value: Any) -> int | None:
    return int(value) if value not in ("", None, "None") else None


class SessionForm(RecordForm):
    """One person tries one version; nothing here may say who they are."""

    prototype_version_id = SelectField(_l("Version tested"), coerce=_number)
    held_on = day(_l("On"))
    mode = choice(_l("How"), MODES)
    profile = line(
        _l("Profile in few words"),
        most=120,
        hint=_l("Age and one trait, such as “62, little practice”. No names."),
    )
    segment = segment(
        _l("Which segment"), hint=_l("The group of people that this person stands for.")
    )
    tags = several(_l("What is true of this person"), TAGS)
    task = line(_l("Task"), hint=_l("What you asked the person to do."))
    success = taps(_l("How it went"), SUCCESSES)
    minutes = whole(_l("Minutes"), most=600)
    mistakes = whole(_l("Mistakes"), most=1000)
    ease = whole(
        _l("How easy, from 1 to 7"),
        least=1,
        most=7,
        hint=_l("Ask the person: 1 is very hard, 7 very easy."),
    )
    quote = paragraph(_l("In the person's words"), hint=_l("No names, no telephone numbers."))
    notes = paragraph(_l("Notes of the session"))
    moderator = line(_l("Who moderated"), most=200)
    note_takers = line(_l("Who took notes"))
    consent = choice(_l("Consent"), CONSENTS)
    is_recorded = BooleanField(_l("The session was recorded"))
    keep_until = day(
        _l("Keep words and notes until"),
        hint=_l(
            "After this day the profile, the words and the notes are deleted. The code, the tags, how it went"
            " and the findings stay."
        ),
    )

    def offer(self, versions: list[PrototypeVersion]) -> None:
        """Offer the versions, the latest first."""
        named = ((each.id, f"{each.prototype.title}, {each.label}") for each in versions)
        self.prototype_version_id.choices = offered([("", gettext("not stated")), *named])

    def values(self) -> dict[str, Any]:
        values = super().values()
        # A field called "errors" would hide the form's own.
        values["errors"] = values.pop("mistakes")
        return values


class FindingForm(ThreadForm):
    """Something that happened to people, in one sentence, and how bad it is."""

    title = line(
        _l("What happened, in one sentence"),
        required=True,
        hint=_l("What people did, not what you think of it."),
    )
    task = line(_l("Where"), hint=_l("Task and screen, for example “task 2, address”."))
    severity = SelectField(_l("Severity"), coerce=int, choices=worded(SEVERITIES), default=2)
    problems = BoxesField(_l("Problems it tells of"))
    # What happened to each participant: (code, chosen, present, name) of those whom two people marked.
    crossed: tuple[tuple[str, str, str, str], ...] = ()

    def beside(self, record: Any) -> list[tuple[Any, ...]]:
        choices = [(result, gettext(word)) for result, word in RESULTS.items()]
        return [
            (code, chosen, present, f"mark-{name}", choices)
            for code, chosen, present, name in self.crossed
        ]

    def eyewitness(self, record: Any) -> dict[str, str]:
        return {
            **super().eyewitness(record),
            **{f"was-{name}": present for _, _, present, name in self.crossed},
        }


class DecisionForm(RecordForm):
    """What the team does about a finding, when, why and who."""

    decision = choice(_l("Decision"), DECISIONS)
    decision_note = paragraph(_l("In which way, and why"))
    answered_by_id = SelectField(
        _l("Changed in"),
        coerce=_number,
        description=_l("The version in which it is changed, when there is one."),
    )
    responsible = line(_l("Who does it"), most=200)
    decided_on = day(_l("Decided on"))

    def offer(self, versions: list[PrototypeVersion]) -> None:
        named = ((each.id, f"{each.prototype.title}, {each.label}") for each in versions)
        self.answered_by_id.choices = offered([("", gettext("in no version yet")), *named])


class ObservationForm(RecordForm):
    """Three taps: who, what happened, at which finding; a new finding also says how bad it is."""

    session = RadioField(_l("Who"), validators=[InputRequired(PICK)])
    result = taps(
        _l("What happened"),
        {key: RESULTS[key] for key in ("passed", "helped", "failed", "not_reached")},
    )
    finding = RadioField(_l("At which finding"), validators=[InputRequired(PICK)])
    title = line(_l("If it is new: what happened, in one sentence"))
    severity = RadioField(
        _l("Severity"), coerce=_number, choices=worded(SEVERITIES)[::-1], validate_choice=False
    )
    quote = paragraph(
        _l("What the person said, if it helps"), hint=_l("Write nobody's name. The code is enough.")
    )
    # What stood there when the form was shown; empty at first, so that nobody's mark is replaced unseen.
    was_result = HiddenField()
    was_severity = HiddenField()

    def saved_value(self, record: Any, name: str, default: Any = None) -> Any:
        """Return what the finding holds: the result is that of the person of the form."""
        if name == "result":
            return record.result_of(self.session.data) or default
        return record.severity if name == "severity" else default

    def validate(self, extra_validators: Any = None) -> bool:
        self.result.validators = [InputRequired(PICK)]
        is_good = super().validate(extra_validators)
        if self.finding.data == NEW:
            why = _l("Say in one sentence what happened.")
            is_good &= self._asks(self.title, self.title.data, why)
            is_good &= self._asks(self.severity, self.severity.data is not None, PICK)
        if self.severity.data is not None and self.severity.data not in SEVERITIES:
            is_good &= self._asks(self.severity, False, PICK)
        return is_good

    @staticmethod
    def _asks(field: Any, answer: Any, sentence: Any) -> bool:
        if not answer:
            field.errors = [*field.errors, sentence]
        return bool(answer)
