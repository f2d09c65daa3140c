"""What one cell of a map holds of a step: the facts that are written together, by the name of the cell."""

from workbench.models.work.journey import LINES
from workbench.text.messages import N_

# The name of a cell → the attributes of the step in it; a lane's cell is its text with its evidence.
FACTS: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "channel": ("channels",),
    "time": (
        "citizen_minutes",
        "waiting_days",
        "citizen_cost",
        "time_basis",
        "time_source",
    ),
    "emotion": ("emotion", "emotion_word", "emotion_is_guess"),
    "actor": ("actor",),
    "alternative": ("alternative",),
    "share": ("share", "return_share"),
    "office": ("office_minutes", "office_cost"),
    "presence": ("in_person_by_law", "legal_ground"),
}
NAMES = {"title": N_("What the person does"), **LINES}
