"""What a person may send to accept an invitation."""

from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from babel.numbers import get_currency_name
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from workbench.forms.fields import RecordForm, line, offered
from workbench.forms.organisations import organisation_field
from workbench.forms.sessions import SignInForm, password, shared_computer

CURRENCIES = (
    *("BRL", "ARS", "BOB", "CLP", "COP", "CRC", "CUP", "DOP", "GTQ", "HNL", "MXN", "NIO", "PAB"),
    *("PEN", "PYG", "USD", "UYU", "VES", "EUR", "AOA", "CVE", "MZN"),
)
COUNTRIES = (
    *("BR", "AR", "BO", "CL", "CO", "CR", "CU", "DO", "EC", "ES", "GT", "HN", "MX", "NI", "PA"),
    *("PE", "PR", "PT", "PY", "SV", "UY", "VE", "AO", "CV", "MZ"),
)
REGIONS = ("America/", "Atlantic/", "Europe/", "Africa/", "Pacific/")


def as_email(_form: Any, field: Any) -> None:
    """Refuse what does not look like an e-mail address."""
    name, _, host = (field.data or "").rpartition("@")
    if not name or "." not in host.strip(".") or any(sign.isspace() for sign in field.data):
        raise ValidationError(_l("Write an e-mail address, for example ana@city.example."))


class NewPersonForm(RecordForm):
    """Somebody who is here for the first time."""

    name = line(
        _l("Your name"), most=200, required=True, hint=_l("As people call you. They see this name.")
    )
    email = line(_l("E-mail"), most=254, required=True, hint=_l("You sign in with it."))
    organisation_id = organisation_field(_l("Where you work"))
    password = password(_l("Choose a password"), is_new=True)
    is_shared_computer = shared_computer()

    validate_email = as_email

    def who(self) -> dict[str, str]:
        return {"name": self.name.data or "", "email": self.email.data or ""}


class AcceptForm(RecordForm):
    """One button: the person is signed in."""


class KnownPersonForm(SignInForm):
    """Somebody who has an account already."""


class NewPasswordForm(RecordForm):
    """A new password for somebody who lost theirs."""

    password = password(_l("New password"), is_new=True)
    is_shared_computer = shared_computer()


def place_fields(form: Any) -> None:
    """Let the fields of a city offer names of countries, currencies and time zones in the reader's language."""
    locale = Locale.parse(str(get_locale() or "pt_BR"))
    countries = [(code, locale.territories.get(code, code)) for code in COUNTRIES]
    form.country.choices = first_of_all(countries)
    currencies = [
        (code, f"{get_currency_name(code, locale=locale)} ({code})") for code in CURRENCIES
    ]
    form.currency.choices = first_of_all(currencies)
    zones = sorted(zone for zone in available_timezones() if zone.startswith(REGIONS))
    if form.time_zone.data not in zones and form.time_zone.data in available_timezones():
        zones.append(form.time_zone.data)
    form.time_zone.choices = offered(
        (zone, zone.replace("_", " ").replace("/", " · ")) for zone in zones
    )


def first_of_all(pairs: list[tuple[str, str]]) -> list[SelectChoice]:
    """Return the first as the first, and the others by their words."""
    return offered([pairs[0], *sorted(pairs[1:], key=lambda one: one[1])])


class FirstForm(NewPersonForm):
    """The first administrator, and the city they open the workbench for."""

    organisation_id = None
    city_name = line(_l("Name of the city"), most=200, required=True)
    country = SelectField(_l("Country"), default="BR")
    time_zone = SelectField(_l("Time zone"), default="America/Sao_Paulo")
    currency = SelectField(_l("Currency"), default="BRL")

    def place(self) -> dict[str, str]:
        """Return the city as its record has it."""
        return {
            "name": self.city_name.data or "",
            "country": self.country.data,
            "time_zone": self.time_zone.data,
            "currency": self.currency.data,
        }
