"""What a person may say of a prototype: the hypotheses put to it, and what changed from version to version."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField

from workbench.forms.attachments import HINT, WORDS_HINT, FileForm
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
from workbench.forms.numbers import whole
from workbench.models.work.hypothesis import LEAST_PEOPLE
from workbench.models.work.prototype import FIDELITIES, KINDS, STATES

HYPOTHESIS = (
    *("because", "believe", "for_whom", "task", "threshold_share", "least_people", "least_reason"),
    *("know_when", "threshold"),
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
    for_whom = line(_l("For whom"), hint=_l("A real group, not “the user”."))
    task = line(_l("Task it is tried with"), hint=_l("What you will ask the person to do."))
    threshold_share = whole(
        _l("Of 100 people, how many must finish alone"),
        most=100,
        hint=_l("With fewer the hypothesis does not hold. It stays as it is after the first test."),
    )
    least_people = whole(
        _l("How many people must try it at least"),
        least=1,
        most=1000,
        hint=_l("With fewer there is no verdict, neither for nor against."),
    )
    least_reason = line(
        _l("Why fewer than 5 people are enough"), hint=_l("Needed only when you ask fewer than 5.")
    )
    know_when = paragraph(
        _l("We will know it when"), hint=_l("Something that can be seen in a test.")
    )
    threshold = line(
        _l("What result would make you stop?"),
        hint=_l("For example: fewer than 5 of 6 people finish alone."),
    )

    def values(self) -> dict[str, Any]:
        values = super().values()
        return {**values, "least_people": values["least_people"] or LEAST_PEOPLE}


class NewPrototypeForm(HypothesisForm, PrototypeForm):
    """A new prototype with its first hypothesis, where something is said of one."""

    # What became of it is asked when something has.
    state = None
    state_reason = None
    learned = None

    def apart(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the values of the prototype, and those of its hypothesis: none when nothing is said."""
        values = self.values()
        own = {name: values.pop(name) for name in HYPOTHESIS}
        is_said = any(value for name, value in own.items() if name != "least_people")
        return values, own if is_said else {}


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


class NewVersionForm(VersionForm, FileForm):
    """A new version, with its first file."""

    file = FileField(_l("File"), description=HINT)
    alternative_text = line(_l("Description of the image"), most=1000, hint=WORDS_HINT)

    def values(self) -> dict[str, Any]:
        own = ("file", "alternative_text")
        return {name: value for name, value in super().values().items() if name not in own}
