"""What may be said of a programme: itself, its parties, objectives, testimonials, phases and seats."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.validators import DataRequired, ValidationError

from workbench.forms.days import day
from workbench.forms.fields import REQUIRED, RecordForm, choice, line, number_or_none, paragraph
from workbench.forms.numbers import amount, whole
from workbench.forms.organisations import organisation_field
from workbench.models.programme.claim_subject import SUBJECTS
from workbench.models.programme.outcome import KINDS as OUTCOME_KINDS
from workbench.models.programme.programme import PARTY_ROLES, THRESHOLDS


class ProgrammeForm(RecordForm):
    """What a programme is about, when it runs, and how strict its checks are."""

    title = line(_l("Name of the programme"), required=True)
    summary = paragraph(
        _l("What it is about"), hint=_l("A few sentences that a newcomer understands.")
    )
    trigger = paragraph(_l("Why it began"))
    outcome = paragraph(_l("Outcome"))
    service_line = line(
        _l("Which services"), most=200, hint=_l("For example: licences and permits.")
    )
    topics = line(_l("Topics"), hint=_l("With commas between them."))
    starts_on = day(_l("Begins on"))
    ends_on = day(_l("Planned to end on"))
    closed_on = day(_l("Closed on"), hint=_l("Empty while the programme runs."))
    charter_share = whole(_l("Charter fields filled, per cent"), most=100)
    problems = whole(_l("Problems a team writes"), most=100)
    sessions = whole(_l("People a team tests with"), most=100)
    stuck_days = whole(_l("Days without activity before a team counts as stuck"), most=365)
    attendance_share = whole(_l("Share of a workshop that counts as present, per cent"), most=100)
    late_minutes = whole(_l("Minutes after the beginning before somebody is late"), most=600)

    def __init__(self, programme: Any = None, **options: Any):
        stored = dict(programme.thresholds) if programme else {}
        topics = ", ".join(programme.topics) if programme else ""
        super().__init__(obj=programme, **{**THRESHOLDS, **stored}, **options)
        if not self.topics.raw_data:
            self.topics.data = topics
        if not self.is_submitted():
            for name in THRESHOLDS:
                self[name].data = stored.get(name, THRESHOLDS[name])

    def values(self) -> dict[str, Any]:
        """Return the programme's attributes; thresholds are stored only if not the default."""
        values = super().values()
        values["topics"] = [topic.strip() for topic in values["topics"].split(",") if topic.strip()]
        chosen = {name: values.pop(name) for name in THRESHOLDS}
        values["thresholds"] = {
            name: value
            for name, value in chosen.items()
            if value is not None and value != THRESHOLDS[name]
        }
        return values

    def validate_ends_on(self, field: Any) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_l("The end comes before the beginning."))


class NewProgrammeForm(ProgrammeForm):
    """A programme always has a phase: people take part in phases."""

    first_phase = line(_l("Name of the first phase"), most=200, required=True)


class PartyForm(RecordForm):
    """An organisation's part in the programme."""

    organisation_id = organisation_field(_l("Organisation"), empty=_l("choose"))
    role = choice(_l("Role"), PARTY_ROLES)

    def validate_organisation_id(self, field: Any) -> None:
        if field.data is None:
            raise ValidationError(REQUIRED)


class ObjectiveForm(RecordForm):
    """What the programme wants to reach, and the figure for it."""

    title = line(_l("Objective"), required=True)
    indicator = choice(_l("Measured by"), SUBJECTS["programme"].measures)
    target = amount(_l("Target"), hint=_l("The figure to reach. Empty when none was stated."))
    unit = line(
        _l("Of what"), most=120, hint=_l("For example: services. Empty: as it is measured.")
    )
    due_on = day(_l("To be reached by"))


class OutcomeForm(RecordForm):
    """What the programme changed besides its services, and what shows it."""

    text = paragraph(_l("What changed"), most=2000, required=True)
    kind = choice(_l("Kind of outcome"), OUTCOME_KINDS)
    seen_on = day(_l("Seen on"))
    evidence = paragraph(
        _l("What shows it"), most=2000, hint=_l("A document, a count, who said it.")
    )


class TestimonialForm(RecordForm):
    """What somebody said, and that they agreed to be quoted."""

    text = paragraph(_l("In their words"), most=2000, required=True)
    person_name = line(_l("Who said it"), most=200, required=True)
    position = line(_l("What they do"), most=200)
    organisation_name = line(_l("Organisation"), most=200)
    consent = BooleanField(
        _l("They agreed to be quoted by name"),
        validators=[DataRequired(message=_l("Ask for consent before you quote somebody by name."))],
    )


class PhaseForm(RecordForm):
    """One stretch of the programme."""

    title = line(_l("Name of the phase"), most=200, required=True)
    purpose = paragraph(_l("What it is for"))
    starts_on = day(_l("Begins on"))
    ends_on = day(_l("Ends on"))

    def validate_ends_on(self, field: Any) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_l("The end comes before the beginning."))


class ItselfForm(RecordForm):
    """The programme itself, for a team to prototype."""

    own_title = line(
        _l("What it is called"),
        most=200,
        required=True,
        hint=_l("As it stands beside the names of services in lists."),
    )
    team_name = line(_l("Name of the team"), most=120)
    reason_chosen = paragraph(_l("What is to be found out"), most=2000)


class TeamForm(RecordForm):
    """A service of the catalogue for a team to redesign."""

    service_id = SelectField(_l("Service"), coerce=number_or_none, choices=[])
    team_name = line(
        _l("Name of the team"),
        most=120,
        hint=_l("For example: Team 4, or the name of the service."),
    )
    reason_chosen = paragraph(_l("Why this service"), most=2000)
