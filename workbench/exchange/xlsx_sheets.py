"""What the reading of a sheet's rows does not tell: merged cells, targets of links, hidden rows, whether there are formulas."""

import posixpath
import re
import zipfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from defusedxml.ElementTree import fromstring
from openpyxl.utils.cell import range_boundaries

CHUNK = 1024 * 1024
LARGEST_END = 8 * 1024 * 1024  # bytes after the rows
ROOT = re.compile(rb"<(?:\w+:)?worksheet\b[^>]*>")
ROWS_END = re.compile(rb"</(?:\w+:)?sheetData\s*>|<(?:\w+:)?sheetData\s*/>")
# A row with cells that nobody sees: filtered away, or put out of sight.
HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*\br="(\d{1,7})"[^>]*>')
LONGEST_TAG = 512
FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class SheetFacts:
    """Links by (row, column), and for each column the rows over which one cell reaches downwards."""

    has_formulas: bool = False
    hidden: set[int] = field(default_factory=set)
    links: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))

    def first_of(self, row: int, column: int) -> int:
        """Return the row whose value stands in this cell too; 0 where the cell is its own."""
        for first, last in self.merged.get(column, ()):
            if first < row <= last:
                return first
        return 0


def facts_of(path: Path, part: str) -> SheetFacts:
    """Return what the sheet in this part of the workbook says before and after its rows."""
    facts = SheetFacts()
    with zipfile.ZipFile(path) as archive:
        root, end = ends_of(archive, part, facts)
        if not root or not end:
            return facts
        targets = targets_of(archive, part)
        for each in fromstring(root + end):
            kind = each.tag.rpartition("}")[2]
            if kind == "mergeCells":
                note_merged(facts, each)
            elif kind == "hyperlinks":
                note_links(facts, each, targets)
    return facts


def ends_of(archive: zipfile.ZipFile, part: str, facts: SheetFacts) -> tuple[bytes, bytes]:
    """Return the sheet's first tag, and all that stands after its rows; note what is seen of the rows on the way."""
    root, end = b"", b""
    is_over = False
    before = b""
    with archive.open(part) as sheet:
        while chunk := sheet.read(CHUNK):
            text = before + chunk
            root = root or (found[0] if (found := ROOT.search(text)) else b"")
            if is_over:
                end += chunk
            elif found := ROWS_END.search(text):
                is_over, end = True, text[found.end() :]
            facts.has_formulas = facts.has_formulas or bool(FORMULA.search(text))
            facts.hidden.update(map(int, HIDDEN_ROW.findall(text)))
            if len(end) > LARGEST_END:
                return root, b""
            before = text[-LONGEST_TAG:] if root else text[-4096:]
    return root, end


def targets_of(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Return the addresses to which the sheet's links point, by their ids."""
    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in archive.namelist():
        return {}
    return {
        each.get("Id", ""): each.get("Target", "")
        for each in fromstring(archive.read(relations))
        if each.get("TargetMode") == "External"
    }


def note_merged(facts: SheetFacts, merged: Any) -> None:
    for each in merged:
        left, top, _, bottom = range_boundaries(each.get("ref", ""))
        if left and top and bottom and bottom > top:
            facts.merged[left].append((top, bottom))


def note_links(facts: SheetFacts, links: Any, targets: dict[str, str]) -> None:
    for each in links:
        target = targets.get(each.get(RELATION, ""), "")
        left, top, *_ = range_boundaries(each.get("ref", ""))
        if target and left and top:
            facts.links[top, left] = target
