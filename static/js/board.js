/* The board: picked notes raise the tray (keys G, N, J, Esc, which work on the board and can be switched off), the choice outlives what arrives by the stream, own votes
   show on groups and notes, and notes may also be dragged. Everything here can be done without it, with the same form. */

import { undisturbed } from "./focus.js";
import "./pasted.js";
import { isOn } from "./settings.js";
import Sortable from "./vendor/sortable-1.15.7.esm.js";

const picked = new Set();
const tray = () => document.getElementById("arrange");
const boxes = () => [...document.querySelectorAll('.note-pick input[name="note"]')];
const isWriting = (node) => node.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;

function mark(box) {
  const note = box.closest(".note");
  if (note) note.classList.toggle("note-picked", box.checked);
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

function close(form, except) {
  for (const sheet of form.querySelectorAll("details[open]")) if (sheet !== except) sheet.open = false;
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
  votes();
  drag();
}

function pick(box) {
  if (box.checked) picked.add(box.value);
  else picked.delete(box.value);
  mark(box);
  count();
}

function clear() {
  picked.clear();
  for (const box of boxes()) {
    box.checked = false;
    mark(box);
  }
  count();
}

document.addEventListener("change", (event) => {
  if (event.target.matches('.note-pick input[name="note"]')) pick(event.target);
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

/* Whoever wrote a note writes the next one: of the same kind, without reaching for the field. */
document.addEventListener("submit", ({ target }) => {
  if (!target.matches("form.compose")) return;
  for (const kind of target.querySelectorAll('input[name="kind"]')) kind.defaultChecked = kind.checked;
}, true);
document.addEventListener("outbox:emptied", ({ target }) => {
  if (target.matches("form.compose")) target.querySelector("textarea").focus();
});

/* Enter in the name of a new group means the button beside it, not the form's first one. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.target.id !== "tray-title") return;
  event.preventDefault();
  tray().requestSubmit(tray().querySelector('button[value="new"]'));
});

document.addEventListener("keydown", (event) => {
  const form = tray();
  if (!form || !picked.size || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    const open = form.querySelector("details[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    } else clear();
    return;
  }
  if (isWriting(event.target) || !isOn("keys") || !event.target.closest("#board, #arrange")) return;
  const target = form.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.tagName === "DETAILS") target.open = true;
  else form.requestSubmit(target);
});

/* dragging, an extra: the same form with one note, or with all that are picked */

function drop(note, group) {
  const form = tray();
  const box = note.querySelector('.note-pick input[name="note"]');
  if (!form || !box) return;
  if (!picked.has(box.value)) clear();
  box.checked = true;
  pick(box);
  const choice = form.querySelector("#tray-group");
  if (group === "none") {
    form.requestSubmit(form.querySelector('button[value="out"]'));
  } else if (group === "parked") {
    form.requestSubmit(form.querySelector('button[value="park"]'));
  } else {
    choice.value = group;
    form.requestSubmit(form.querySelector('button[value="move"]'));
  }
}

function drag() {
  if (!tray()) return;
  for (const list of document.querySelectorAll(".notes[data-group]")) {
    if (Sortable.get(list)) continue;
    Sortable.create(list, {
      group: "notes",
      sort: false,
      animation: 120,
      delay: 200,
      delayOnTouchOnly: true,
      draggable: ".note",
      filter: "input, a, label, button",
      preventOnFilter: false,
      onEnd(event) {
        if (event.from !== event.to) drop(event.item, event.to.dataset.group);
      },
    });
  }
}

/* own votes, shown on the groups and notes that they went to */

function votes() {
  const own = document.querySelector("[data-dots]");
  const dots = own ? JSON.parse(own.dataset.dots) : {};
  const limit = own ? Number(own.dataset.limit) : 1;
  for (const button of document.querySelectorAll("[data-vote]")) {
    const given = dots[button.dataset.vote] || 0;
    const isFull = given >= limit;
    const [word, ...rest] = button.querySelectorAll("[data-word]");
    /* The name alone says how it stands: a state beside it would say it twice. */
    button.classList.toggle("vote-given", given > 0);
    /* What has all it may get gives its last vote back. */
    button.name = given && isFull ? "less" : "more";
    word.hidden = given > 0;
    for (const each of rest) {
      each.hidden = given === 0;
      each.textContent = given > 1 ? `${each.dataset.word} ${given}` : each.dataset.word;
    }
    const does = given && isFull ? button.dataset.sayLess : button.dataset.sayMore;
    const shown = given ? rest.map((each) => each.textContent).join(" ") : "";
    button.setAttribute("aria-label", shown && !does.includes(shown) ? `${shown}. ${does}` : does);
  }
}

for (const box of boxes()) if (box.checked) picked.add(box.value);
again();
document.addEventListener("live:changed", again);
