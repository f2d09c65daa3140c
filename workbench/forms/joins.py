"""What somebody sends to join a workshop: its code, a name, and where they work."""

from flask_babel import lazy_gettext as _l

from workbench.forms.fields import RecordForm, line
from workbench.forms.sessions import shared_computer
from workbench.models.room.guest import LONGEST_NAME

SEEN = _l("As people call you. They see this name.")


class JoinForm(RecordForm):
    """Come in with a code: the workshop's, or that of an invitation."""

    code = line(
        _l("Code of the room"),
        most=40,
        required=True,
        hint=_l("6 letters and numbers. The code of an invitation has 26."),
    )
    name = line(_l("Your name"), most=LONGEST_NAME, hint=SEEN)
    workplace = line(_l("Where you work"), most=200)
    is_shared_computer = shared_computer()


class NamedJoinForm(JoinForm):
    """Come in by the link, which holds the code."""

    code = None  # type: ignore[assignment]
    name = line(_l("Your name"), most=LONGEST_NAME, required=True, hint=SEEN)


class GoInForm(RecordForm):
    """Somebody signed in goes in with one button; a guest of another room may be asked for more of a name."""

    name = line(_l("Your name"), most=LONGEST_NAME, hint=SEEN)
