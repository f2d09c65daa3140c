/* The reason of a choice is written in the cell below it: typing or Enter begins, Enter, Tab or leaving saves, Esc gives back. */

import { freshId } from "./edits.js";
import { go, next } from "./grid.js";
import { make } from "./words.js";

const COPIED = ["csrf_token", "was_fate", "was_merged_into_id"];
const sourceOf = (cell) => document.getElementById(`fate-form-${cell.dataset.of}`);
const fateOf = (cell) => sourceOf(cell).elements.was_fate.value;
const textOf = (cell) => cell.querySelector("[data-reason]").textContent;

function formFor(cell) {
  const source = sourceOf(cell);
  const values = Object.fromEntries(COPIED.map((name) => [name, source.elements[name].value]));
  const all = {
    ...values, edit_id: freshId(), fate: values.was_fate, merged_into_id: values.was_merged_into_id,
    was_fate_reason: textOf(cell),
  };
  const form = make("form", { method: "post", action: source.getAttribute("action"), class: "reason-edit", "data-stays": "" });
  for (const [name, value] of Object.entries(all)) form.append(make("input", { type: "hidden", name, value }));
  return form;
}

function edit(cell, text) {
  const form = formFor(cell);
  const label = cell.closest("tr").querySelector("th").textContent;
  const field = make("input", { class: "input", name: "fate_reason", "aria-label": label, value: textOf(cell), "data-most": "300" });
  form.append(field);
  cell.querySelector(".cell").hidden = true;
  cell.append(form);
  if (text) field.value = text;
  field.focus();
  if (!text) field.select();
}

function show(cell, text) {
  cell.querySelector("form").hidden = true;
  cell.querySelector(".cell").hidden = false;
  cell.querySelector("[data-reason]").textContent = text;
}

function leave(cell, isSaved) {
  const form = cell.querySelector("form");
  if (!form || form.hidden) return;
  const before = form.elements.was_fate_reason.value;
  const { value } = form.elements.fate_reason;
  if (isSaved && value.trim() !== before) form.requestSubmit();
  show(cell, isSaved ? value : before);
  if (!isSaved || value.trim() === before) form.remove();
}

const cellAround = (element) => element.closest('[data-fates] [data-cell="reason"]');

document.addEventListener("grid:edit", (event) => {
  const cell = cellAround(event.target);
  if (!cell || cell.querySelector("form:not([hidden])")) return;
  event.preventDefault();
  if (fateOf(cell)) edit(cell, event.detail.text);
  else go(document.getElementById(`fate-${cell.dataset.of}`));
});

document.addEventListener("keydown", (event) => {
  const cell = event.target.name === "fate_reason" && cellAround(event.target);
  if (!cell || !["Enter", "Tab", "Escape"].includes(event.key) || event.isComposing) return;
  event.preventDefault();
  leave(cell, event.key !== "Escape");
  go(event.key === "Tab" ? next(cell, event.shiftKey ? -1 : 1) || cell : cell);
});

document.addEventListener("focusout", (event) => {
  const cell = event.target.name === "fate_reason" && cellAround(event.target);
  if (cell) leave(cell, true);
});

document.addEventListener("click", (event) => {
  const cell = cellAround(event.target);
  if (!cell || event.target.closest("form") || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  if (fateOf(cell) && !cell.querySelector("form:not([hidden])")) edit(cell);
});
