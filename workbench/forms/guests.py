"""What a facilitator says of a guest: their name, their team, and who they are."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.fields import HiddenField

from workbench.forms.fields import RecordForm, line, number_or_none, offered
from workbench.forms.invitations import as_email
from workbench.models.redesign.redesign import Redesign
from workbench.models.room.guest import LONGEST_NAME, Guest

SOMEBODY_ELSE = "else"


class GuestForm(RecordForm):
    """The name everybody sees, where they work, and the team they sit with."""

    name = line(_l("Name"), most=LONGEST_NAME, required=True)
    workplace = line(_l("Where they work"), most=200)
    redesign_id = SelectField(_l("Team"), coerce=number_or_none)

    def offer_teams(self, teams: list[Redesign]) -> None:
        named = (
            (team.id, f"{team.team_name} · {team.title}" if team.team_name else team.title)
            for team in teams
        )
        self.redesign_id.choices = offered([("", _l("in no team")), *named])


class RecogniseForm(RecordForm):
    """Who a guest is: somebody known, or an official who is new here."""

    person = RadioField(_l("This guest is"), validate_choice=True)
    email = line(
        _l("E-mail"),
        most=254,
        hint=_l("Of somebody who is not in the list. If it is not known yet, an account is made."),
    )
    name = line(_l("Full name"), most=200, hint=_l("Only for a new account."))
    # What was shown of the joining before it is confirmed; nothing is done without it.
    seen = HiddenField()

    def offer_people(self, guest: Guest, likely: list[tuple[int, str]]) -> None:
        """Offer the likeliest people, (id, what tells them apart), and somebody else."""
        named = [(str(person_id), words) for person_id, words in likely]
        other = (SOMEBODY_ELSE, _l("somebody else, whose e-mail I write below"))
        self.person.choices = offered([*named, other])
        # The page has another form with a name: a link to a wrong field must find the right one.
        self.name.id = self.name.label.field_id = "full-name"
        if not self.is_submitted():
            self.name.data = guest.name
            self.person.data = None if likely else SOMEBODY_ELSE

    @property
    def person_id(self) -> int | None:
        return number_or_none(self.person.data)

    def validate_email(self, field: Any) -> None:
        if self.person.data == SOMEBODY_ELSE:
            as_email(self, field)
