"""Who may be looked for among the people, and what an invitation says."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SelectField

from workbench.forms.fields import RecordForm, choice, line, paragraph
from workbench.forms.invitations import as_email
from workbench.forms.organisations import organisation_field
from workbench.models.roles import ENROLMENT_ROLES, ROLES

SEATS = {role: ROLES[role] for role in ENROLMENT_ROLES}
ADMINISTRATOR = "administrator"


class PersonForm(RecordForm):
    """What an administrator may correct about a person."""

    name = line(_l("Name"), most=200, required=True)
    email = line(_l("E-mail"), most=254, required=True)
    organisation_id = organisation_field(_l("Organisation"))

    validate_email = as_email


class InvitationForm(RecordForm):
    """Whom a link is for, and what it gives."""

    name = line(_l("Name of the person"), most=200, required=True)
    email = line(
        _l("E-mail"), most=254, hint=_l("If you know it. Nothing is sent: you hand over the link.")
    )
    organisation_id = organisation_field(_l("Organisation"))
    place = SelectField(_l("Invited to"))
    role = choice(
        _l("Role"), SEATS, hint=_l("In a phase of a programme. Administrators need no role.")
    )

    def validate_email(self, field: Any) -> None:
        if field.data:
            as_email(self, field)

    def person(self) -> dict[str, Any]:
        """Return what the invitation says of the person."""
        values = {"name": self.name.data, "organisation_id": self.organisation_id.data}
        return {**values, "email": (self.email.data or "").lower()}


class PeopleListForm(RecordForm):
    """Many people at once, for one phase."""

    place = SelectField(_l("Invited to"))
    role = choice(_l("Role of those whose line names none"), SEATS)
    text = paragraph(
        _l("The list"),
        most=40_000,
        hint=_l(
            "One person a line: name, e-mail, organisation, role. Only the name is needed. You can paste from a spreadsheet."
        ),
    )
    file = FileField(_l("Or a file, CSV or XLSX"))

    def contents(self) -> tuple[bytes, str]:
        """Return what was sent and what to call it: the file, where there is one, before the text."""
        if self.file.data:
            return self.file.data.read(), self.file.data.filename or ""
        return (self.text.data or "").encode(), gettext("The list")
