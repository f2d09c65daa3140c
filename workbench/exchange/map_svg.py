"""A journey map drawn as one SVG picture from its words: real text, fonts by family, nothing fetched."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from textwrap import wrap
from typing import Any
from xml.etree import ElementTree

from workbench.exchange.map_sheet import Column, MapSheet, Point, Row

NAMESPACE = "http://www.w3.org/2000/svg"
FONTS = (
    "Atkinson Next, Atkinson Hyperlegible Next, Atkinson Hyperlegible, Verdana, Arial, sans-serif"
)
INK, QUIET, LINE, PAPER, BEHIND, MAIN, STOP = (
    *("#1f1a24", "#554d5c", "#c9c2b8", "#ffffff", "#f1ede4", "#6b2c83", "#b3261e"),
)
NAME_WIDTH, STEP_WIDTH, MARGIN = 170, 180, 32
SIZE, LEADING, PAD = 13, 18, 10
# Letters of this size that fit into a hundred units, for a typeface of ordinary width.
PER_HUNDRED, BOLD = 14.5, 13.0
CURVE_HEIGHT, UNIT = 190, 30


@dataclass
class Drawing:
    """The picture as it grows from top to bottom."""

    root: ElementTree.Element = field(
        default_factory=lambda: ElementTree.Element("svg", xmlns=NAMESPACE)
    )
    y: float = MARGIN

    def add(self, name: str, text: str = "", /, **attributes: Any) -> ElementTree.Element:
        names = {key.replace("_", "-"): str(value) for key, value in attributes.items()}
        element = ElementTree.SubElement(self.root, name, names)
        element.text = readable(text)
        return element

    def lines(self, lines: list[str], x: float, y: float, **attributes: Any) -> None:
        """Write lines under one another, the first on the base line that begins at (x, y)."""
        if not lines:
            return
        element = self.add("text", x=x, y=y, **attributes)
        for number, line in enumerate(lines):
            shift = {} if number == 0 else {"dy": str(LEADING)}
            ElementTree.SubElement(element, "tspan", {"x": str(x), **shift}).text = readable(line)


def readable(text: str) -> str:
    """Return the text without the signs that no XML may hold."""
    return "".join(c for c in text if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff"))


def wrapped(text: str, width: float, letters: float = PER_HUNDRED) -> list[str]:
    """Return the text in lines that fit into a column; ``letters``: how many fit into a hundred units."""
    most = max(4, int((width - 2 * PAD) * letters / 100))
    return [line for piece in text.splitlines() for line in wrap(piece, most) or [""]]


def picture(sheet: MapSheet) -> str:
    """Return the whole map as the text of an SVG file."""
    width = NAME_WIDTH + STEP_WIDTH * max(1, len(sheet.columns)) + 2 * MARGIN
    drawing = Drawing()
    _head(drawing, sheet)
    _steps(drawing, sheet)
    for row in sheet.rows:
        _row(drawing, sheet, row, width)
    height = drawing.y + MARGIN
    if sheet.address:
        drawing.add("text", sheet.address, x=MARGIN, y=height, font_size=11, fill=QUIET)
        height += MARGIN
    _frame(drawing.root, sheet, width, height)
    return ElementTree.tostring(drawing.root, encoding="unicode") + "\n"


def _frame(root: ElementTree.Element, sheet: MapSheet, width: float, height: float) -> None:
    size = {"width": str(width), "height": str(height), "viewBox": f"0 0 {width} {height}"}
    own = {"role": "img", "lang": sheet.language, "fill": INK}
    root.attrib |= {**size, **own, "font-family": FONTS, "font-size": str(SIZE)}
    title = ElementTree.Element("title")
    title.text = readable(", ".join((sheet.title, *sheet.about)))
    ground = ElementTree.Element(
        "rect", {"width": str(width), "height": str(height), "fill": PAPER}
    )
    root.insert(0, ground)
    root.insert(0, title)


def _head(drawing: Drawing, sheet: MapSheet) -> None:
    drawing.y += 16
    drawing.add("text", sheet.title, x=MARGIN, y=drawing.y, font_size=24, font_weight=700)
    for line in sheet.about:
        drawing.y += 22
        drawing.add("text", line, x=MARGIN, y=drawing.y, font_size=14, fill=QUIET)
    drawing.y += 28


def _left(number: int) -> int:
    return MARGIN + NAME_WIDTH + STEP_WIDTH * number


def _steps(drawing: Drawing, sheet: MapSheet) -> None:
    """Write the phases over a thick line, then the heads of the steps."""
    begin = 0
    for name, span in sheet.phases:
        drawing.add("text", name, x=_left(begin), y=drawing.y, font_size=15, font_weight=700)
        ends = {"x1": _left(begin), "x2": _left(begin + span) - 6}
        drawing.add("line", **ends, y1=drawing.y + 8, y2=drawing.y + 8, stroke=INK, stroke_width=2)
        begin += span
    drawing.y += 16
    heads = [_head_lines(column) for column in sheet.columns]
    height = max((len(lines) for lines in heads), default=1) * LEADING + 2 * PAD
    base = drawing.y + PAD + SIZE
    drawing.lines(wrapped(sheet.first_row, NAME_WIDTH), MARGIN, base, font_weight=700)
    for number, (column, lines) in enumerate(zip(sheet.columns, heads, strict=True)):
        colour = STOP if column.is_worst else INK
        drawing.lines(lines, _left(number) + PAD, base, font_weight=700, fill=colour)
    drawing.y += height


def _head_lines(column: Column) -> list[str]:
    name = wrapped(f"{column.number}. {column.name}", STEP_WIDTH, BOLD)
    return [*name, *(line for mark in column.marks for line in wrapped(mark, STEP_WIDTH, BOLD))]


def _row(drawing: Drawing, sheet: MapSheet, row: Row, width: float) -> None:
    if row.line:
        _blueprint_line(drawing, row.line, width)
    names = wrapped(row.name, NAME_WIDTH, BOLD)
    texts = [wrapped(said(cell.text, sheet.guess, cell.is_guess), STEP_WIDTH) for cell in row.cells]
    tallest = max(map(len, [names, *texts]), default=1)
    height = CURVE_HEIGHT if row.points else tallest * LEADING + 2 * PAD
    if row.is_behind:
        ground = {"x": MARGIN, "y": drawing.y, "width": width - 2 * MARGIN, "height": height}
        drawing.add("rect", **ground, fill=BEHIND)
    edge = {"x1": MARGIN, "x2": width - MARGIN, "y1": drawing.y, "y2": drawing.y}
    drawing.add("line", **edge, stroke=LINE)
    base = drawing.y + PAD + SIZE
    drawing.lines(names, MARGIN + (PAD if row.is_behind else 0), base, font_weight=700)
    if row.points:
        box = {"x": _left(0), "y": drawing.y, "width": STEP_WIDTH * len(row.points)}
        drawing.root.append(curve(row.points, box["width"], **box, height=CURVE_HEIGHT))
    else:
        for number, lines in enumerate(texts):
            drawing.lines(lines, _left(number) + PAD, base)
    drawing.y += height


def said(text: str, guess: str, is_guess: bool) -> str:
    """Return the words of a cell, with the word for a guess behind them."""
    return f"{text} ({guess})" if text and is_guess else text


def _blueprint_line(drawing: Drawing, words: str, width: float) -> None:
    drawing.y += 8
    drawing.add("text", words, x=MARGIN, y=drawing.y + 10, font_size=11, fill=QUIET)
    ends = {"x1": MARGIN + NAME_WIDTH * 2, "x2": width - MARGIN}
    place = {"y1": drawing.y + 6, "y2": drawing.y + 6}
    drawing.add("line", **ends, **place, stroke=INK, stroke_dasharray="7 5")
    drawing.y += 20


def curve(points: tuple[Point, ...], wide: float, **box: Any) -> ElementTree.Element:
    """Return the curve of feelings as a picture of its own: known stretches whole, guessed ones dotted."""
    frame = {"viewBox": f"0 0 {wide} {CURVE_HEIGHT}", "overflow": "visible"}
    inner = Drawing(ElementTree.Element("svg", {**{k: str(v) for k, v in box.items()}, **frame}))
    middle, step = CURVE_HEIGHT / 2, wide / max(1, len(points))
    inner.add("line", x1=0, x2=wide, y1=middle, y2=middle, stroke=LINE, stroke_dasharray="2 4")
    known = [
        ((number + 0.5) * step, middle - point[0] * UNIT, point)
        for number, point in enumerate(points)
        if point[0] is not None
    ]
    for (x1, y1, one), (x2, y2, other) in pairwise(known):
        dots = {"stroke_dasharray": "2 6"} if one[2] or other[2] else {}
        inner.add("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=MAIN, stroke_width=2.5, **dots)
    for x, y, (level, word, is_guess) in known:
        dots = {"stroke_dasharray": "2 2"} if is_guess else {}
        inner.add("circle", cx=x, cy=y, r=5, fill=PAPER, stroke=MAIN, stroke_width=2.5, **dots)
        place = {"x": x, "y": y - 13 if (level or 0) >= 0 else y + 24, "text_anchor": "middle"}
        short = word if len(word) < 26 else word[:25].rstrip() + "…"
        inner.add("text", short, **place, font_family=FONTS, font_size=12)
    return inner.root
