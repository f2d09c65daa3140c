"""What may be said of an organisation, and the field with which one is chosen everywhere."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from workbench.forms.fields import RecordForm, choice, line, number_or_none, offered
from workbench.models.catalogue.organisation import KINDS, Organisation

NONE = _l("not stated")


def organisation_field(label: Any, *, empty: Any = NONE, hint: Any = "") -> SelectField:
    """One of the city's organisations; `offer` fills in which there are."""
    return SelectField(
        label, choices=offered([("", empty)]), coerce=number_or_none, description=hint
    )


def offer(field: SelectField, organisations: list[Organisation]) -> None:
    """Let the field offer these organisations, after the line that stands for none."""
    none = list(field.choices or [])[:1]
    field.choices = [*none, *offered((one.id, one.name) for one in organisations)]


class OrganisationForm(RecordForm):
    """A body of the city or beside it."""

    name = line(_l("Name"), required=True)
    short_name = line(_l("Short name"), most=60, hint=_l("As people say it: “Health”, “Treasury”."))
    kind = choice(_l("Kind"), KINDS)
    parent_id = organisation_field(_l("Belongs to"), empty=_l("nobody above it"))
