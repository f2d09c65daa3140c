/* A list that is pasted into the empty field of a new note is offered as one note a line; left alone, it stays one note. */

import { make } from "../words.js";

const MOST_LINES = 20;
const BULLET = /^(?:[-–—*•·‣▪◦]|\d{1,3}[.)])\s+/;
const FIELD = "form[data-several] textarea";
const offers = new WeakMap();

const linesOf = (field) => field.value.split(/\r\n?|\n/).map((each) => each.trim().replace(BULLET, "")).filter(Boolean);

function fill(words, facts) {
  return words.replace(/\{(\w+)\}/g, (whole, fact) => String(facts[fact] ?? whole));
}

function remove(field) {
  if (offers.has(field)) offers.get(field).remove();
  offers.delete(field);
}

function place(field) {
  if (!offers.has(field)) {
    const made = make("div", { class: "small", role: "status", "data-kept": "" });
    field.closest(".compose-line").append(made);
    offers.set(field, made);
  }
  return offers.get(field);
}

/* The lines are sent without their bullets, as they will stand on the notes. */
function button(field, label) {
  const made = make("button", { type: "submit", class: "button button-small", name: "several", value: "y" }, label);
  made.addEventListener("click", () => { field.value = linesOf(field).join("\n"); });
  return made;
}

function offer(field) {
  const lines = linesOf(field);
  if (lines.length < 2 || lines.length > MOST_LINES) {
    remove(field);
    return;
  }
  const { several, severalLong } = field.form.dataset;
  const lengths = lines.map((each) => [...each].length);
  const tooLong = lengths.findIndex((each) => each > Number(field.dataset.most));
  const said = tooLong < 0
    ? button(field, fill(several, { count: lines.length }))
    : fill(severalLong, { line: tooLong + 1, length: lengths[tooLong] });
  place(field).replaceChildren(said);
}

document.addEventListener("paste", ({ target }) => {
  if (target.matches?.(FIELD) && !target.value.trim()) setTimeout(() => offer(target));
});
document.addEventListener("input", ({ target }) => {
  if (offers.has(target)) offer(target);
});
document.addEventListener("reset", ({ target }) => {
  target.querySelectorAll("textarea").forEach(remove);
});
