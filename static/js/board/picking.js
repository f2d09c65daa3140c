/* Picked notes raise the tray (keys G, N, J, Esc, which work on the board and can be switched off); the choice outlives
   what arrives by the stream. */

import { undisturbed } from "../focus.js";
import { isOn } from "../settings.js";

const BOX = '.note-pick input[name="note"]';
const picked = new Set();
const boxes = () => [...document.querySelectorAll(BOX)];
const isWriting = (node) => node.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;

export const tray = () => document.getElementById("arrange");
export const boxOf = (note) => note.querySelector(BOX);
export const isPicked = (box) => picked.has(box.value);

function mark(box) {
  const note = box.closest(".note");
  if (note) note.classList.toggle("note-picked", box.checked);
}

function close(form, except) {
  for (const sheet of form.querySelectorAll("details[open]")) if (sheet !== except) sheet.open = false;
}

function count() {
  const form = tray();
  if (!form) return;
  const place = form.querySelector("[data-tray-count]");
  const sentence = picked.size === 1 ? place.dataset.one : place.dataset.many;
  const words = sentence.replace("{count}", picked.size);
  if (picked.size && place.textContent !== words) place.textContent = words;
  undisturbed(() => { form.hidden = picked.size === 0; });
  document.documentElement.classList.toggle("has-tray", picked.size > 0);
  if (!picked.size) close(form);
}

/* After the page changed: what was picked and still stands on the board is picked again. */
function again() {
  const there = boxes();
  const known = new Set(there.map((box) => box.value));
  for (const id of [...picked]) if (!known.has(id)) picked.delete(id);
  for (const box of there) {
    box.checked = picked.has(box.value);
    mark(box);
  }
  count();
}

export function pick(box, isWanted = true) {
  box.checked = isWanted;
  if (isWanted) picked.add(box.value);
  else picked.delete(box.value);
  mark(box);
  count();
}

export function clear() {
  picked.clear();
  for (const box of boxes()) {
    box.checked = false;
    mark(box);
  }
  count();
}

/* Opens the sheet in which the picked notes get a group of their own. */
export function nameGroup() {
  const sheet = tray().querySelector('[data-key="n"]');
  if (sheet) sheet.open = true;
}

document.addEventListener("change", ({ target }) => {
  if (target.matches(BOX)) pick(target, target.checked);
});

/* The form is sent by whoever sends forms; once it is reset there is nothing picked any more. */
document.addEventListener("reset", (event) => {
  if (event.target.id === "arrange") setTimeout(clear);
});

document.addEventListener("toggle", (event) => {
  if (!event.target.matches(".tray-more") || !event.target.open) return;
  close(event.target.closest("form"), event.target);
  const field = event.target.querySelector("select, input, button");
  if (field) field.focus();
}, true);

/* Enter in the name of a new group means the button beside it, not the form's first one. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.target.id !== "tray-title") return;
  event.preventDefault();
  tray().requestSubmit(tray().querySelector('button[value="new"]'));
});

function escape(form) {
  const open = form.querySelector("details[open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  } else clear();
}

document.addEventListener("keydown", (event) => {
  const form = tray();
  if (!form || !picked.size || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.key === "Escape") {
    escape(form);
    return;
  }
  if (isWriting(event.target) || !isOn("keys") || !event.target.closest("#board, #arrange")) return;
  const target = form.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.tagName === "DETAILS") target.open = true;
  else form.requestSubmit(target);
});

for (const box of boxes()) if (box.checked) picked.add(box.value);
again();
document.addEventListener("live:changed", again);
