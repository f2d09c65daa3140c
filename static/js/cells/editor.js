/* The one editor that is open: it lies over its cell, is saved by leaving it, and gives back what was there on Esc. */

import { away, go, next } from "../grid.js";
import { isText } from "../fields.js";
import { make } from "../words.js";
import { save } from "./saving.js";
import { show } from "./showing.js";
import { collect, fieldsOf, fill, heldBy, isSame } from "./values.js";

/* kind → what is particular to its editor: opened(editor, text), key(editor, event) → used. */
const kinds = new Map();
let current = null;

export const behave = (kind, deeds) => kinds.set(kind, deeds);
export const editing = () => current;

const kindOf = (cell) => (cell.dataset.cell === "title" ? "line" : cell.parentElement.dataset.editor);
const frameOf = (cell) => cell.closest(".map-frame");

/* Over the cell, from its upper edge; at the end of the map it grows to the other side. */
export function place() {
  if (!current) return;
  const { cell, box } = current;
  const [frame, area] = [frameOf(cell).getBoundingClientRect(), cell.getBoundingClientRect()];
  box.style.minInlineSize = `${area.width + 4}px`;
  box.style.minBlockSize = `${area.height + 4}px`;
  const room = Math.max(0, frame.width - box.offsetWidth);
  box.style.insetInlineStart = `${Math.min(Math.max(0, area.left - frame.left - 2), room)}px`;
  box.style.insetBlockStart = `${area.top - frame.top - 2}px`;
}

function labelOf(cell) {
  const row = cell.parentElement.querySelector("th");
  const number = cell.closest("table").rows[cell.closest("table").tHead.rows.length - 1].cells[cell.cellIndex];
  return `${row.firstChild.textContent}, ${number.querySelector(".step-n").textContent}`;
}

/* An editor of one line serves cells of several names. */
function named(box, cell) {
  const only = box.querySelector("[data-only]");
  if (only) only.name = cell.dataset.cell;
  box.id = "cell-editor";
  box.setAttribute("aria-label", labelOf(cell));
  box.dataset.marks = cell.id;
}

/* Opens the cell; `text` was typed upon it and takes the place of what is there. False when it cannot be edited here. */
export function edit(cell, text = "", values = null, before = null) {
  leave();
  const kind = kindOf(cell);
  const sample = document.querySelector(`template[data-editor-of="${kind}"]`);
  if (!sample) return false;
  const box = sample.content.firstElementChild.cloneNode(true);
  const seen = before || heldBy(cell);
  current = { cell, box, kind, seen, isQuick: Boolean(text) };
  named(box, cell);
  fill(box, values || seen);
  frameOf(cell).append(box);
  cell.classList.add("cell-open");
  place();
  begin(text);
  place();
  box.scrollIntoView({ block: "nearest" });
  document.dispatchEvent(new CustomEvent("editing", { detail: cell.id }));
  return true;
}

function begin(text) {
  const first = fieldsOf(current.box).find((field) => field.type !== "hidden" && (field.type !== "radio" || field.checked))
    || fieldsOf(current.box)[0];
  const deeds = kinds.get(current.kind) || {};
  if (deeds.opened && deeds.opened(current, text)) return;
  first.focus();
  if (!isText(first)) return;
  if (text) {
    first.value = text;
    first.dispatchEvent(new Event("input", { bubbles: true }));
  } else first.setSelectionRange(first.value.length, first.value.length);
}

function close() {
  const { cell, box } = current;
  current = null;
  box.remove();
  cell.classList.remove("cell-open");
  document.dispatchEvent(new CustomEvent("editing", { detail: "" }));
}

/* Closes and saves; nothing is sent when nothing was changed. */
export function leave() {
  if (!current) return;
  const { cell, box, seen, more = {} } = current;
  const wanted = collect(box, seen);
  close();
  if (isSame(wanted, seen) && !Object.keys(more).length) return;
  const fresh = document.getElementById(cell.id) || cell;
  show(fresh, wanted);
  save(fresh, wanted, seen, more).catch(() => edit(fresh, "", wanted));
}

export function giveBack() {
  const { cell } = current;
  close();
  go(document.getElementById(cell.id));
}

function goOn(direction) {
  const { id } = current.cell;
  leave();
  const cell = document.getElementById(id);
  const there = direction === "down" ? away(cell, 0, 1) : next(cell, direction === "back" ? -1 : 1);
  go(there || cell);
}

/* Tab goes through the fields of an editor that was opened, and leaves one that was typed into. */
function isAtEnd(event) {
  if (current.isQuick) return true;
  const stops = [...current.box.querySelectorAll("input:not([type=hidden]), textarea, select, button")]
    .filter((each) => each.getClientRects().length && each.tabIndex >= 0 && (each.type !== "radio" || each.checked || each === event.target));
  const at = stops.indexOf(event.target);
  return event.shiftKey ? at <= 0 : at === stops.length - 1;
}

function use(event) {
  const deeds = kinds.get(current.kind) || {};
  if (deeds.key && deeds.key(current, event)) return true;
  if (event.key === "Escape") giveBack();
  else if (event.key === "Tab" && isAtEnd(event)) goOn(event.shiftKey ? "back" : "on");
  else if (event.key === "Enter" && !event.shiftKey && event.target.tagName !== "BUTTON") goOn("down");
  else return false;
  return true;
}

document.addEventListener("keydown", (event) => {
  if (!current || !current.box.contains(event.target) || event.isComposing) return;
  if (use(event)) {
    event.preventDefault();
    event.stopPropagation();
  }
}, true);

document.addEventListener("focusout", (event) => {
  const was = current;
  if (!was || !was.box.contains(event.target)) return;
  setTimeout(() => {
    if (current === was && document.hasFocus() && !was.box.contains(document.activeElement)) leave();
  }, 0);
});

/* The sentence that says why a field could not be saved stands above the fields, and the field is pointed at. */
export function complain(sentences) {
  const { box } = current;
  const said = Object.values(sentences).join(" ");
  box.prepend(make("p", { class: "cell-why", role: "alert" }, said));
  const wrong = fieldsOf(box).find((field) => sentences[field.name]);
  if (wrong) {
    wrong.setAttribute("aria-invalid", "true");
    wrong.focus();
  }
  place();
}
document.addEventListener("live:changed", () => {
  if (!current) return;
  const cell = document.getElementById(current.cell.id);
  if (cell) {
    current.cell = cell;
    cell.classList.add("cell-open");
    place();
  }
});
document.addEventListener("scroll", place, true);
window.addEventListener("resize", place);
