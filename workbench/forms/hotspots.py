"""What makes a part of a screen clickable."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from workbench.forms.fields import RecordForm, line, offered, public_id
from workbench.forms.numbers import whole
from workbench.forms.pins import ACROSS, DOWN


class HotspotForm(RecordForm):
    """A rectangle in per cent, and the screen to which it leads."""

    id = public_id()
    label = line(_l("What one presses there"), most=120, hint=_l("For example: Send."))
    target_id = SelectField(_l("Leads to"), default="")
    x = whole(ACROSS, most=100, required=True)
    y = whole(DOWN, most=100, required=True)
    width = whole(_l("Width, of 100"), least=1, most=100, required=True)
    height = whole(_l("Height, of 100"), least=1, most=100, required=True)

    def offer(self, screens: list[Any], own: Any) -> None:
        """Offer the other screens, and the way back."""
        others = [
            (screen.id, _l("Screen %(number)s", number=at))
            for at, screen in enumerate(screens, start=1)
            if screen is not own
        ]
        self.target_id.choices = offered([("", _l("the screen before")), *others])
        self._screens = {screen.id: screen for screen in screens}

    def values(self) -> dict[str, Any]:
        values = super().values()
        return {**values, "target": self._screens.get(values.pop("target_id") or "")}
