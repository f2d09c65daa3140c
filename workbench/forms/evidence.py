"""What a person may say of evidence: a picture, a person's words, or a line noted at the counter; the rest may wait."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField

from workbench.forms.attachments import KeptFilesForm
from workbench.forms.days import day
from workbench.forms.fields import (
    RecordForm,
    ThreadForm,
    choice,
    line,
    offered,
    paragraph,
    several,
    ticked,
    web_address,
    worded,
)
from workbench.forms.numbers import whole
from workbench.models.work.evidence import CONSENTS, SOURCES, UNITS
from workbench.text.messages import N_

# The three ways in, and where what comes by each is from, unless somebody says otherwise.
WAYS = {
    "picture": N_("A picture or a file"),
    "quote": N_("A person’s words"),
    "counter": N_("A line from the counter"),
}
SOURCE_OF_WAY = {"picture": "observation", "quote": "interview", "counter": "counter"}


class EvidenceForm(KeptFilesForm):
    """One thing heard, seen or counted."""

    text = paragraph(_l("What was heard, seen or counted"))
    quote = paragraph(_l("In the person's words"), hint=_l("No names, no telephone numbers."))
    participant_code = line(
        _l("Code of the person"), most=20, hint=_l("A code such as E3, never a name.")
    )
    seen = whole(_l("Seen in"), most=1000000, hint=_l("In how many cases."))
    asked = whole(_l("of"), most=1000000, hint=_l("Of how many cases looked at."))
    unit = SelectField(
        _l("Counted in"),
        choices=[*offered([("", _l("unit not stated"))]), *worded(UNITS)],
        default="",
        description=_l("Only cases of one kind are added up."),
    )
    source = choice(_l("Where it comes from"), SOURCES)
    gathered_on = day(_l("On"))
    url = web_address(_l("Link"))
    consent = choice(_l("Consent"), CONSENTS)
    keep_until = day(
        _l("Keep until"),
        hint=_l(
            "After this day the text, the quote, the code, the link and the pictures are deleted. Source, date,"
            " numbers and the grade of the problem stay."
        ),
    )

    # Whether a picture or file is there already.
    has_files = False

    def validate(self, extra_validators: Any = None) -> bool:
        is_good = super().validate(extra_validators)
        for field, why in self.faults():
            field.errors = [*field.errors, why]
            is_good = False
        return is_good

    def faults(self) -> list[tuple[Any, Any]]:
        """Return what is wrong between the fields, as (field, sentence)."""
        found = []
        is_filed = self.has_files or bool(self.kept_files)
        if is_filed and not self.text.data:
            found.append((self.text, _l("Say in one sentence what the picture or file shows.")))
        elif not is_filed and not self.text.data and not self.quote.data:
            found.append(
                (self.text, _l("Choose a picture, or write what was said, seen or counted."))
            )
        if self.seen.data and self.asked.data and self.seen.data > self.asked.data:
            found.append((self.seen, _l("This cannot be more than the cases looked at.")))
        return found


class NewEvidenceForm(EvidenceForm):
    """New evidence, by one of three ways; it says what it counted."""

    way = RadioField(_l("How you know"), choices=worded(WAYS), default="picture")
    source = choice(_l("Where it comes from"), SOURCES, empty=_l("as it was gathered"))

    def faults(self) -> list[tuple[Any, Any]]:
        found = super().faults()
        if self.seen.data is not None and not self.unit.data:
            found.append((self.unit, _l("Say what was counted: people, requests or visits.")))
        return found

    def values(self) -> dict[str, Any]:
        told = {name: value for name, value in super().values().items() if name != "way"}
        return {**told, "source": told["source"] or SOURCE_OF_WAY[self.way.data]}


class ServingForm(ThreadForm):
    """The problems that a piece of evidence serves, and the cells of the journeys that rest on it."""

    problems = several(_l("Problems that it serves"), {})
    cells = several(_l("Cells of the journeys that rest on it"), {})
    cells_seen = HiddenField()

    def offer_cells(self, cells: list[Any], words: Any) -> None:
        """Offer cells that rest on nothing yet, and those that rest on this evidence, which are ticked."""
        own = [str(cell.id) for cell, is_own in cells if is_own]
        self.cells.choices = offered((str(cell.id), words(cell)) for cell, _ in cells)
        if self.cells_seen.raw_data is None:
            self.cells.data, self.cells_seen.data = own, ",".join(own)

    def tied_cells(self, now: list[str]) -> list[str]:
        """Return the cells to rest on it: this person's ticks and unticks applied to what is there now."""
        return ticked(now, self.cells.data or [], self.cells_seen.data or "")


class CauseForm(RecordForm):
    """One more answer to "why"."""

    text = line(_l("Why?"), most=500, required=True)
