"""What forms refuse of hours: those that a clock leaves out, and an end before the beginning."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import get_locale, gettext
from wtforms.validators import ValidationError

from workbench.text import formats
from workbench.text.hours import shown_instead


def require_existing(hour: datetime, zone: ZoneInfo) -> None:
    """Raise ValidationError with what the clock shows instead, for an hour that does not exist there."""
    shown = shown_instead(hour, zone)
    if shown is None:
        return
    locale = str(get_locale() or "en")
    raise ValidationError(
        gettext(
            "%(hour)s does not exist in %(city)s on that day: the clocks are put forward. Write %(shown)s or another hour.",
            hour=formats.clock(hour.time(), locale),
            city=formats.zone_city(zone.key, locale),
            shown=formats.clock(shown.time(), locale),
        )
    )
