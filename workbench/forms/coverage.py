"""What one version of a prototype covers, and what led to it: boxes to tick."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.fields import HiddenField

from workbench.forms.fields import BoxesField, RecordForm, offered
from workbench.models.work.coverage import Coverage

NAMES = ("problems", "steps", "findings")


class CoverageForm(RecordForm):
    """Three lists of boxes; what others ticked meanwhile stays ticked."""

    problems = BoxesField(_l("Problems it covers"))
    steps = BoxesField(_l("Future steps it shows"))
    findings = BoxesField(_l("Findings that led to it"))
    seen = HiddenField()

    def offer(self, now: Coverage, **choices: list[tuple[str, str]]) -> None:
        """Offer each list, with what is covered now ticked when the form is first shown."""
        is_first = self.seen.raw_data is None
        for name in NAMES:
            self[name].choices = offered(choices[name])
            if is_first:
                self[name].data = getattr(now, name)
        if is_first:
            self.seen.data = ",".join(each for name in NAMES for each in getattr(now, name))

    def coverage(self, now: Coverage) -> Coverage:
        """Return what is ticked: this person's ticks and unticks applied to what is linked now."""
        seen = set((self.seen.data or "").split(","))
        return Coverage(*(self._tied(getattr(now, name), self[name].data, seen) for name in NAMES))

    def _tied(self, now: list[str], sent: Any, seen: set[str]) -> list[str]:
        kept = [each for each in now if each in sent or each not in seen]
        return [*kept, *(each for each in sent if each not in kept)]
