"""What a person may send to sign in."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, PasswordField
from wtforms.validators import DataRequired

from workbench.forms.fields import REQUIRED, Limit, RecordForm, line
from workbench.models.people.passwords import SHORTEST_PASSWORD

LONGEST_PASSWORD = 200


def password(label: object, *, is_new: bool = False) -> PasswordField:
    """A password; for a new one the hint says how long it must be."""
    if not is_new:
        return PasswordField(label, validators=[DataRequired(message=REQUIRED)])
    told = _l(
        "At least %(length)s characters. A few words in a row are easy to keep in mind.",
        length=SHORTEST_PASSWORD,
    )
    short = _l("Choose a password of at least %(length)s characters.", length=SHORTEST_PASSWORD)
    return PasswordField(
        label,
        validators=[
            DataRequired(message=REQUIRED),
            Limit(min=SHORTEST_PASSWORD, max=LONGEST_PASSWORD, message=short),
        ],
        description=told,
    )


def shared_computer() -> BooleanField:
    """Whether others use this computer too."""
    hint = _l("You are signed out after an hour in which nothing is open or written.")
    return BooleanField(_l("Other people use this computer too"), description=hint)


class SignInForm(RecordForm):
    """E-mail and password."""

    email = line(_l("E-mail"), most=254, required=True)
    password = password(_l("Password"))
    is_shared_computer = shared_computer()
