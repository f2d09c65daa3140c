"""What may be said of a figure that somebody stated, and of where it stands written."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import inspect
from wtforms import SelectField
from wtforms.validators import ValidationError

from workbench.forms.days import day
from workbench.forms.fields import (
    RecordForm,
    choice,
    line,
    number_or_none,
    offered,
    paragraph,
    web_address,
)
from workbench.forms.numbers import amount
from workbench.models.catalogue.city import City
from workbench.models.catalogue.source import KINDS, Source
from workbench.models.programme.claim import QUALIFIERS
from workbench.models.programme.claim_subject import MEASURES, SUBJECTS, subjects_at
from workbench.models.programme.programme import Programme

BEFORE = _l("The end comes before the beginning.")


class ClaimForm(RecordForm):
    """A figure as it was stated: by whom, when and where; it is never changed to fit the records."""

    qualifier = choice(_l("They said"), QUALIFIERS)
    figure = amount(_l("Figure"))
    figure_to = amount(_l("Up to"), hint=_l("Only for a range."))
    unit = line(_l("Of what"), most=120, required=True, hint=_l("For example: officials trained."))
    subject = SelectField(_l("About"), choices=[])
    measure = choice(_l("Compared with"), MEASURES)
    stated_by = line(_l("Who stated it"), most=200, required=True)
    as_of = day(_l("Stated on"))
    source_id = SelectField(_l("Source"), choices=[], coerce=number_or_none)
    source = paragraph(
        _l("Where it was stated"), most=1000, hint=_l("Of a source that is not in the list yet.")
    )
    source_url = web_address(_l("Link"))
    source_kind = choice(_l("Kind of source"), KINDS)
    source_number = line(_l("Number of the source"), most=120)
    source_published_on = day(_l("Source published on"))
    source_accessed_on = day(_l("Source accessed on"))
    source_interviewee = line(
        _l("Role of who was asked"), most=200, hint=_l("What they do; never their name.")
    )
    scope_text = paragraph(_l("What it covers"), most=1000, hint=_l("For example: phase 1 only."))
    figure_day = day(_l("Day stated"), hint=_l("When what they stated is a day, not a number."))
    figure_day_to = day(_l("Upper day stated"), hint=_l("Only for a range."))
    period_from = day(_l("Period from"))
    period_to = day(_l("Period to"))
    breakdown = paragraph(
        _l("Broken down by"), most=1000, hint=_l("One a line, as in “sex: women”.")
    )
    conflict_group = line(
        _l("In conflict with"),
        most=60,
        hint=_l("One word that all figures share that contradict each other."),
    )
    note = paragraph(_l("Note"), most=2000)

    # Only these were asked of a source that is new; they are said of no figure.
    NEW_SOURCE = tuple(f"source{name}" for name in ("", "_url", "_kind", "_number", "_interviewee"))

    def __init__(self, place: Programme | City, claim: Any = None, **options: Any):
        super().__init__(obj=self._shown(claim) if claim else None, **options)
        self.subject.choices = offered(
            (f"{kind}:{subject_id}", f"{_words(kind)}: {name}")
            for kind, subject_id, name in subjects_at(place)
        )
        city = place.city if isinstance(place, Programme) else place
        none = offered([("", _l("none, or a new one"))])
        self.source_id.choices = [*none, *offered((one.id, one.label) for one in Source.of(city))]
        self.source_kind.data = self.source_kind.data or ""
        if not self.subject.raw_data:
            here = f"{place.resource}:{place.id}"
            self.subject.data = self.saved_value(claim, "subject") if claim else here

    def _shown(self, claim: Any) -> SimpleNamespace:
        """Return what the fields show of a claim: its source is chosen, and the words are for another one."""
        said = {column.key: getattr(claim, column.key) for column in inspect(claim).mapper.columns}
        return SimpleNamespace(**{**said, "breakdown": self.saved_value(claim, "breakdown")})

    def values(self) -> dict[str, Any]:
        values = super().values()
        values["subject_kind"], _, values["subject_id"] = values.pop("subject").partition(":")
        parted = (line.partition(":") for line in values["breakdown"].splitlines())
        values["breakdown"] = {
            name.strip(): value.strip() for name, _, value in parted if name.strip()
        }
        return values

    def saved_value(self, record: Any, name: str, default: Any = None) -> Any:
        if name == "subject":
            return f"{record.subject_kind}:{record.subject_id}"
        if name == "source" or name in self.NEW_SOURCE:
            return ""
        if name == "breakdown":
            return "\n".join(f"{key}: {value}" for key, value in record.breakdown.items())
        return super().saved_value(record, name, default)

    def validate_figure_to(self, field: Any) -> None:
        if (
            field.data is not None
            and self.figure.data is not None
            and field.data < self.figure.data
        ):
            raise ValidationError(_l("The upper end is smaller than the lower one."))

    def validate_figure_day_to(self, field: Any) -> None:
        if field.data and self.figure_day.data and field.data < self.figure_day.data:
            raise ValidationError(BEFORE)

    def validate_period_to(self, field: Any) -> None:
        if field.data and self.period_from.data and field.data < self.period_from.data:
            raise ValidationError(BEFORE)


class SourceForm(RecordForm):
    """A document, page or conversation on which stated figures rest."""

    title = paragraph(_l("Source"), most=1000)
    kind = choice(_l("Kind of source"), KINDS)
    url = web_address(_l("Link"))
    number = line(_l("Number"), most=120, hint=_l("Of the act, the edition, the process."))
    published_on = day(_l("Source published on"))
    accessed_on = day(_l("Source accessed on"))
    interviewee = line(
        _l("Role of who was asked"), most=200, hint=_l("What they do; never their name.")
    )


def _words(kind: str) -> str:
    return str(_l(SUBJECTS[kind].word))
