"""What a person may say of a prototype: the hypotheses put to it, and what changed from version to version."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField

from workbench.forms.attachments import HINT, KeptFilesForm
from workbench.forms.counts import count_of
from workbench.forms.days import day
from workbench.forms.fields import (
    BoxesField,
    RecordForm,
    ThreadForm,
    choice,
    line,
    paragraph,
    web_address,
)
from workbench.forms.segments import segment
from workbench.models.work.hypothesis import LEAST_PEOPLE, measure_of
from workbench.models.work.prototype import FIDELITIES, KINDS, STATES
from workbench.models.work.upload import suggested_name

HYPOTHESIS = (
    *("because", "believe", "for_whom", "task", "threshold_share", "least_people", "least_reason"),
    "know_when",
)
# What a prototype is, where nobody said it: by what came with it.
WITH_PICTURE, WITH_LINK, WITHOUT = (
    ("screen", "paper"),
    ("screen", "click"),
    ("script", "walkthrough"),
)


class PrototypeForm(ThreadForm):
    """What is shown to people, what could bring it down, and what became of it."""

    title = line(
        _l("What is prototyped"),
        most=200,
        required=True,
        hint=_l("For example: the request on the phone."),
    )
    kind = choice(_l("Kind"), KINDS)
    fidelity = choice(_l("Fidelity"), FIDELITIES, hint=_l("The rougher, the easier to discard."))
    riskiest = paragraph(
        _l("The greatest risk"),
        hint=_l("What brings the idea down if it is wrong? Test that first."),
    )
    problems = BoxesField(_l("Problems it covers"))
    state = choice(_l("State"), STATES)
    state_reason = paragraph(
        _l("Why it is accepted all the same"),
        hint=_l("Needed when it is accepted and not every hypothesis holds."),
    )
    learned = paragraph(
        _l("What we learned"),
        hint=_l("A discarded prototype that taught something is a success."),
    )


class HypothesisForm(RecordForm):
    """One hypothesis: what we saw, what we believe, and what would make us stop."""

    because = paragraph(_l("Because we saw"), hint=_l("The evidence behind the idea."))
    believe = paragraph(_l("We believe that"))
    for_whom = segment(_l("For whom"), most=300, hint=_l("A real group, not “the user”."))
    task = line(_l("Task it is tried with"), hint=_l("What you will ask the person to do."))
    count = count_of(
        _l("How many must finish alone"),
        hint=_l(
            "For example 5 of 6. With fewer people there is no verdict. It stays as it is after the first test."
        ),
    )
    least_reason = line(
        _l("Why fewer than 5 people are enough"), hint=_l("Needed only when you ask fewer than 5.")
    )
    know_when = paragraph(
        _l("We will know it when"), hint=_l("Something that can be seen in a test.")
    )
    threshold = line(
        _l("Words of an earlier threshold"), hint=_l("The number above is what decides.")
    )

    def __init__(self, *arguments: Any, obj: Any = None, **options: Any):
        super().__init__(*arguments, obj=obj, **options)
        self.measured = obj.count if obj else None
        # The number says it: only words that were written before are still shown.
        if self.threshold and not (obj and obj.threshold):
            del self.threshold

    def values(self) -> dict[str, Any]:
        """Return what was entered; a measure that nobody changed stays exactly as it is."""
        values = super().values()
        count = values.pop("count")
        if count == self.measured:
            return values
        none = {"threshold_share": None, "least_people": LEAST_PEOPLE}
        return {**values, **(measure_of(*count) if count else none)}


class NewPrototypeForm(KeptFilesForm, HypothesisForm, PrototypeForm):
    """A new prototype: what can be looked at first, then its first hypothesis, where something is said of one."""

    may_click = True
    file = MultipleFileField(_l("Picture of the prototype"), description=HINT)
    title = line(
        _l("Name"), most=200, hint=_l("Taken from the file, unless you write another one.")
    )
    url = web_address(_l("Link to the prototype"))
    count = count_of(_l("How many must finish alone"))
    kind = choice(_l("Kind"), KINDS, empty=_l("as what you add suggests"))
    fidelity = choice(_l("Fidelity"), FIDELITIES, empty=_l("as what you add suggests"))
    # What became of it is asked when something has.
    state = None
    state_reason = None
    learned = None
    threshold = None

    def apart(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the values of the prototype, and those of its hypothesis: none when nothing is said."""
        values = self.values()
        del values["url"]
        own = {name: values.pop(name) for name in HYPOTHESIS if name in values}
        is_said = any(value for name, value in own.items() if name != "least_people")
        values |= {"title": self.name(), **self._kind(values)}
        return values, own if is_said else {}

    def name(self) -> str:
        """Return the name that was typed, or one from the files, from the idea, from the link."""
        names = (suggested_name(file.filename) for file in self.kept_files)
        idea = " ".join((self.believe.data or "").split()[:8])
        link = (self.url.data or "").partition("://")[2].partition("/")[0]
        return next(filter(None, (self.title.data, *names, idea, link)), "")[:200]

    def _kind(self, values: dict[str, Any]) -> dict[str, str]:
        is_clickable = any(file.is_clickable for file in self.kept_files) or self.url.data
        usual = WITH_LINK if is_clickable else WITH_PICTURE if self.kept_files else WITHOUT
        names = ("kind", "fidelity")
        return {name: values[name] or usual[at] for at, name in enumerate(names)}


class TakeBackForm(RecordForm):
    """Why a hypothesis is given up."""

    reason = paragraph(_l("Why it is taken back"), required=True)


class VersionForm(RecordForm):
    """One version: what changed, why, and where to look at it."""

    made_on = day(_l("Made on"))
    what_changed = paragraph(_l("What changed"), hint=_l("In the first version: what it shows."))
    why = paragraph(_l("Why"), hint=_l("Which finding or problem asked for it."))
    url = web_address(_l("Link"), hint=_l("Where people can look at it or click through it."))
    language = line(_l("Language used"), most=20)


class NewVersionForm(KeptFilesForm, VersionForm):
    """A new version, with its first files."""

    may_click = True
