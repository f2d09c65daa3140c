"""What a person may change about themselves."""

from flask_babel import lazy_gettext as _l

from workbench.forms.fields import RecordForm, choice, line
from workbench.forms.organisations import organisation_field
from workbench.forms.sessions import password

LANGUAGES = {"pt_BR": "Português", "es": "Español", "en": "English"}


class AccountForm(RecordForm):
    """Name, organisation and language."""

    name = line(
        _l("Your name"), most=200, required=True, hint=_l("As people call you. They see this name.")
    )
    organisation_id = organisation_field(_l("Where you work"))
    language = choice(_l("Language"), LANGUAGES)


class PasswordForm(RecordForm):
    """The password of now, and the new one."""

    password_now = password(_l("Your password now"))
    password = password(_l("New password"), is_new=True)
