"""What a person may say of a problem and of the evidence for it."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from workbench.forms.fields import (
    RecordForm,
    choice,
    line,
    numbered_taps,
    offered,
    paragraph,
    public_id,
)
from workbench.forms.numbers import amount, whole
from workbench.models.work.problem import SEVERITIES, SIDES, STATES, Problem
from workbench.models.work.prototype import Prototype
from workbench.models.work.test_session import TestSession
from workbench.text.messages import N_
from workbench.text.sentence_guide import guidance, names_nobody

NAMELESS = N_("“%(words)s” does not say who it is: name a group that you could meet.")


class ProblemForm(RecordForm):
    """A problem in three questions: the sentence, who has it, how grave it is; the rest may wait."""

    # The note that it comes from; a new one when the sentence cannot be kept but as a note.
    note = public_id()
    id = public_id()
    title = paragraph(_l("What goes wrong, in one sentence?"), most=300, required=True)
    segment = line(
        _l("Who does it happen to?"),
        most=200,
        hint=_l("A real group: “older people who live alone”, never “the user”."),
    )
    severity = numbered_taps(_l("How much does it weigh on them?"), SEVERITIES)
    side = choice(_l("Who has it"), SIDES)
    situation = paragraph(_l("When does it happen"), hint=_l("What the person was trying to do."))
    need = paragraph(_l("What they need to do"))
    so_that = paragraph(_l("So that"))
    met_when = paragraph(_l("The need is met when"))
    life_event = line(_l("Life event"), most=200, hint=_l("A birth, a move, a new business…"))
    hardest_for = line(_l("Hardest for"), hint=_l("Who has the most difficulty."))
    excluded = line(_l("Who is left out"))
    causes = paragraph(
        _l("Why, and why again"),
        hint=_l("One cause a line: ask “why” of each until it is a cause, not a symptom."),
    )
    citizen_hours = amount(_l("Hours it costs a person"), most=100000)
    citizen_money = amount(_l("Money it costs a person"))
    citizen_trips = whole(_l("How often the person must go in person"), most=100)
    office_cost = line(_l("What it costs the office"))
    state = choice(_l("What becomes of it"), STATES)
    state_reason = paragraph(
        _l("Why it is put aside"), hint=_l("Needed when it is parked or rejected.")
    )
    solved_by = SelectField(
        _l("What showed that it is solved"),
        default="",
        description=_l("Needed when it is solved in a test."),
    )
    # In which language the sentence is guided, and the words that stand already.
    language = ""
    former: Problem | None = None

    @property
    def is_nameless(self) -> bool:
        """Whether only a person whom nobody can name keeps the sentence from being a problem."""
        return bool(self.title.data) and bool(self.nobody or self.nobody_in_segment)

    @property
    def nobody(self) -> str:
        """The words of a new sentence that name nobody; "" when it may stand."""
        said = self.title.data or ""
        is_new = self.former is None or said != self.former.title
        return guidance(said, self.language).nobody if is_new else ""

    @property
    def nobody_in_segment(self) -> str:
        who = self.segment.data or ""
        is_new = self.former is None or who != self.former.segment
        return who if is_new and names_nobody(who, self.language) else ""

    def validate(self, extra_validators: Any = None) -> bool:
        is_good = super().validate(extra_validators)
        for field, words in ((self.title, self.nobody), (self.segment, self.nobody_in_segment)):
            if words:
                field.errors = [*field.errors, gettext(NAMELESS, words=words)]
                is_good = False
        return is_good

    def offer(
        self, prototypes: list[Prototype], sessions: list[TestSession], former: Problem | None
    ) -> None:
        """Offer the team's prototypes and tests, and what is named now though it was archived since."""
        self.former, kept = former, former.solved_by if former else ""
        pairs = [
            ("", _l("not said by what")),
            *((f"prototype:{each.id}", each.called) for each in prototypes),
            *((f"test_session:{each.id}", f"{_l('Test')} {each.code}") for each in sessions),
        ]
        if kept not in dict(pairs):
            pairs.append((kept, _l("archived since")))
        self.solved_by.choices = offered(pairs)
