"""Steps and channels that stand in cells of a service: "Protocolo; Análise", "Presencial ou Online"."""

import re
from collections.abc import Sequence

from workbench.exchange import cell_text, words
from workbench.exchange.fields import LENGTHS, Fields
from workbench.exchange.mapping import Columns
from workbench.models.catalogue.import_draft import StepDraft
from workbench.text.messages import N_

LONGEST_TITLE = LENGTHS["service_step.title"]
MOST = 100
# "1. ", "2) ", "• " before the name of a step.
NUMBERING = re.compile(r"^\s*(?:\(?\d{1,2}\s*[.)ºª°:–-]+\s*|[-–—•*·▪◦‣]+\s*)+")
UNKNOWN = N_("the channel %(word)s is not known and was kept as it is.")
TOO_MANY = N_("more than %(most)s steps stand in one cell; the others were left out.")


def steps_in(
    columns: Columns, fields: Fields, cells: Sequence[str], number: int
) -> list[StepDraft]:
    """Return the steps of a service; one that states channels and no step has a step named as their column."""
    channels = channels_in(columns.channels, fields, cells, number)
    titles = titles_in(columns, fields, cells)
    if len(titles) > MOST:
        fields.odd(number, TOO_MANY, column=columns.steps, text=titles[MOST], most=MOST)
    if channels and not titles:
        titles = [columns.channels]
    steps = []
    for position, title in enumerate(titles[:MOST], start=1):
        values = {"title": title[:LONGEST_TITLE], "channels": channels, "position": position}
        step = StepDraft(f"#{position}", number, values)
        step.words = channels
        steps.append(step)
    return steps


def titles_in(columns: Columns, fields: Fields, cells: Sequence[str]) -> list[str]:
    """Return the names of the steps: one on each line, or parted by the mapping's mark, else by semicolons."""
    place = fields.places.get(columns.steps) if columns.steps else None
    text = cell_text.lines(str(cells[place])) if place is not None else ""
    mark = columns.steps_mark or (fields.list_mark if fields.list_mark in text else "") or ";"
    parts = [NUMBERING.sub("", part).strip() for part in text.replace(mark, "\n").splitlines()]
    return [part for part in parts if part and words.key_of(part) not in words.listed("not_stated")]


def channels_in(column: str, fields: Fields, cells: Sequence[str], number: int) -> list[str]:
    """Return our codes for the channels of a cell: the mapping's words first, then the usual ones."""
    text = fields.cell(cells, column)
    if not text or words.key_of(text) in words.listed("not_stated"):
        return []
    if text.lower() in fields.channels:
        return [fields.channels[text.lower()]]
    codes = {}
    for word in filter(None, map(str.strip, words.between_channels().split(text))):
        code = fields.channels.get(word.lower()) or words.channel_words().get(words.key_of(word))
        if code is None:
            fields.odd(number, UNKNOWN, column=column, text=word, word=word, is_fault=False)
        codes[code or word] = True
    return list(codes)
