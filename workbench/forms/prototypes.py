"""What a person may say of a prototype: its hypothesis, and what changed from version to version."""

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
from workbench.models.work.prototype import FIDELITIES, KINDS, STATES


class PrototypeForm(ThreadForm):
    """The hypothesis card: what we saw, what we believe, and what would make us stop."""

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
    because = paragraph(_l("Because we saw"), hint=_l("The evidence behind the idea."))
    believe = paragraph(_l("We believe that"))
    for_whom = line(_l("For whom"), hint=_l("A real group, not “the user”."))
    know_when = paragraph(
        _l("We will know it when"), hint=_l("Something that can be seen in a test.")
    )
    threshold = line(
        _l("What result would make you stop?"),
        hint=_l("For example: fewer than 5 of 6 people finish alone."),
    )
    threshold_share = whole(
        _l("Of 100 people, how many must finish alone"),
        most=100,
        hint=_l("The same as a number: the tests page compares it with what happened."),
    )
    problems = BoxesField(_l("Problems it covers"))
    state = choice(_l("State"), STATES)
    learned = paragraph(
        _l("What we learned"),
        hint=_l("A discarded prototype that taught something is a success."),
    )


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
