/* The point of the curve can be drawn up or down, which is the same as choosing a face; a press without moving opens the cell. */

import { edit } from "./editor.js";
import { save } from "./saving.js";
import { MIDDLE, UNIT, show } from "./showing.js";
import { heldBy } from "./values.js";

let held = null;

const mayWrite = () => document.querySelector('template[data-editor-of="emotion"]') !== null;

function cellOf(dot) {
  const cells = [...dot.closest("tr").querySelectorAll("[data-cell]")];
  return cells[Math.round((parseFloat(dot.getAttribute("cx")) / 100) * cells.length - 0.5)];
}

const valueAt = (y) => Math.min(2, Math.max(-2, Math.round((MIDDLE - y) / UNIT)));

document.addEventListener("pointerdown", (event) => {
  const dot = event.target.closest(".curve-over .curve-dot");
  if (!dot || event.button || !mayWrite()) return;
  event.preventDefault();
  held = { dot, top: dot.ownerSVGElement.getBoundingClientRect().top, value: null };
  dot.setPointerCapture(event.pointerId);
});

document.addEventListener("pointermove", (event) => {
  if (!held) return;
  const value = valueAt(event.clientY - held.top);
  held.dot.setAttribute("cy", MIDDLE - value * UNIT);
  held.value = value;
});

document.addEventListener("pointerup", () => {
  if (!held) return;
  const { dot, value } = held;
  held = null;
  const cell = cellOf(dot);
  const seen = heldBy(cell);
  if (value === null || String(value) === seen.emotion) {
    edit(cell);
    return;
  }
  const wanted = { ...seen, emotion: String(value) };
  show(cell, wanted);
  save(cell, wanted, seen);
});

document.addEventListener("click", (event) => {
  if (!event.target.closest(".curve-over .curve-dot") || !mayWrite()) return;
  event.preventDefault();
  event.stopPropagation();
}, true);
