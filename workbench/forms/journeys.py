"""What a person may say of a journey: its segment, its phases, a step's facts and lanes, and a step's fate."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.fields import HiddenField
from wtforms.validators import ValidationError

from workbench.forms.durations import days, minutes
from workbench.forms.fields import (
    REQUIRED,
    RecordForm,
    choice,
    line,
    numbered_choice,
    offered,
    paragraph,
    public_id,
    several,
)
from workbench.forms.numbers import amount, whole
from workbench.forms.segments import segment
from workbench.models.catalogue.levels import CHANNELS, STEP_KINDS
from workbench.models.work.journey import LINES
from workbench.models.work.journey_fate import FATES
from workbench.models.work.journey_step import BASES, EMOTIONS, LANES


class MapForm(RecordForm):
    """Whose journey this is."""

    segment = segment(
        _l("Whose journey"),
        most=200,
        hint=_l("One group of people: “a resident who owns a house”."),
    )


class NewMapForm(RecordForm):
    """Another map: whose it is, and what it starts from."""

    segment = segment(
        _l("Whose journey"),
        hint=_l("One group of people: “a resident who owns a house”."),
    )
    copied = SelectField(_l("Starts from"), default="", validate_choice=False)

    def offer(self, maps: list[Any], *, is_future: bool) -> None:
        """Offer the maps of the kind to copy, and to begin without a copy."""
        bare = gettext("today's steps") if is_future else gettext("an empty map")
        copies = [(each.key, gettext("a copy of “%(name)s”", name=each.called)) for each in maps]
        self.copied.choices = offered([("", bare), *copies])

    def validate_segment(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(REQUIRED)


class PhaseForm(RecordForm):
    """The name of a phase."""

    title = line(_l("Name of the phase"), most=120, required=True)


class NewStepForm(RecordForm):
    """The first words of a step; its facts come on its own page."""

    id = public_id()
    title = line(_l("What does the person do next"), most=200, required=True)
    phase_id = SelectField(_l("Phase"), coerce=int)


class ColumnForm(RecordForm):
    """A step that is added beside another one; the browser may make its id, so that it is found again at once."""

    id = public_id()
    title = line("", most=200)


class PastedRowsForm(RecordForm):
    """Rows of a spreadsheet, and the step after which they are to stand."""

    after = HiddenField()
    rows = paragraph(
        _l("Rows of a spreadsheet"),
        most=50000,
        hint=_l("One row for each step. Where there are columns: step, channel, time, wait, cost."),
    )


class StepForm(RecordForm):
    """All the facts of one step."""

    title = line(_l("What the person does"), most=200, required=True)
    phase_id = SelectField(_l("Phase"), coerce=int)
    channels = several(
        _l("Channels"), CHANNELS, hint=_l("All the ways in which the step can be taken.")
    )
    actor = line(_l("Who acts"), most=120)
    kind = choice(_l("What is there online"), STEP_KINDS, empty=_l("not stated"))
    citizen_minutes = minutes(_l("Time of the person"))
    waiting_days = days(_l("Waiting"))
    citizen_cost = amount(_l("Money the person pays"), hint=_l("Fares, copies, fees."))
    office_minutes = minutes(_l("Time of the office"))
    office_cost = amount(_l("Money the office pays"))
    time_basis = choice(_l("How well is this known"), BASES)
    time_source = line(
        _l("Source of the times"), hint=_l("Who measured it, when, with how many cases.")
    )
    share = whole(_l("Of 100 requests, how many take this step"), most=100)
    return_share = whole(_l("Of these 100, how many must come back"), most=100)
    in_person_by_law = BooleanField(_l("The law asks for the person's presence"))
    legal_ground = line(_l("Which law"))
    emotion = numbered_choice(_l("How does it feel"), EMOTIONS)
    emotion_word = line(_l("In one word"), most=60, hint=_l("“lost”, “relieved”…"))
    emotion_is_guess = BooleanField(_l("Nobody told us this yet: it is a guess"))
    alternative = line(
        _l("For people who do not use the internet"),
        hint=_l("The way that stays open: counter, telephone, letter."),
    )


class LanesForm(RecordForm):
    """The lanes below the facts, one field each; each may name the evidence that supports it."""

    # What the person chose as evidence, by lane, and the evidence there is to choose from.
    chosen: dict[str, str]
    evidence: list[tuple[str, str]]

    def beside(self, record: Any) -> list[tuple[Any, ...]]:
        lines = []
        for lane, chosen in self.chosen.items():
            cell = record.cell(lane)
            present = (cell.evidence_id or "") if cell else ""
            if chosen != present:
                label = gettext("Evidence for “%(lane)s”", lane=gettext(LANES[lane]))
                choices = [("", gettext("none: a guess")), *self.evidence]
                lines.append((label, chosen, present, f"evidence-{lane}", choices))
        return lines

    def saved_value(self, record: Any, name: str, default: Any = None) -> Any:
        """Return the text of the step's lane."""
        cell = record.cell(name)
        return cell.text if cell else ""


for _lane, _title in LANES.items():
    setattr(LanesForm, _lane, paragraph(_l(_title), most=2000))


class WorstForm(RecordForm):
    """The step that is to be the worst, and the one that was when the button was shown."""

    was_worst = HiddenField()
    title = ""

    def beside(self, record: Any) -> list[tuple[Any, ...]]:
        return [(gettext("Worst step"), self.title, record.worst.title, None, None)]

    def saved_value(self, record: Any, name: str, default: Any = None) -> Any:
        return record.worst.id if record.worst else default


class LinesForm(RecordForm):
    """The lines that a map shows."""

    chosen_lines = several(_l("Lines of this map"), LINES)

    def saved_value(self, record: Any, name: str, default: Any = None) -> Any:
        return record.shown_lines if name == "chosen_lines" else super().saved_value(record, name)


class FateForm(RecordForm):
    """What becomes of a step of today; a cell of the comparison says what it showed before the choice."""

    was_fate = HiddenField()
    was_merged_into_id = HiddenField()
    was_fate_reason = HiddenField()
    fate = choice(_l("What changes"), FATES, empty=_l("choose"))
    merged_into_id = SelectField(_l("Joins the step"), validate_choice=False)
    fate_reason = line(_l("Why"), hint=_l("Which problem does this answer?"))

    def validate_fate(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(REQUIRED)

    def validate_merged_into_id(self, field: Any) -> None:
        if self.fate.data == "merged" and not field.data:
            raise ValidationError(gettext("Choose the step that this one joins."))
