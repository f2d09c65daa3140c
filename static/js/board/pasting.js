/* A list pasted into the empty field of a new note: one question, then its lines are notes of their own. The text stays
   in the field until it is answered, so that nothing of it is lost meanwhile. */

import { make } from "../words.js";
import { textOf } from "./text.js";

const MOST_LINES = 20;
const BULLET = /^(?:[-–—*•·‣▪◦]|\d{1,3}[.)])\s+/;
const ACCENTS = /[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]/g;
const FIELD = "form.compose textarea";

const fill = (words, facts) => words.replace(/\{(\w+)\}/g, (whole, fact) => String(facts[fact] ?? whole));
const linesOf = (text) => text.split(/\r\n?|\n/).map((line) => line.trim().replace(BULLET, "").trim()).filter(Boolean);
const lengthOf = (text) => [...text].length;
const likeness = (text) => text.normalize("NFKD").replace(ACCENTS, "").toLowerCase().replace(/\s+/g, " ").replace(/^[ .]+|[ .]+$/g, "");
const asked = () => document.querySelector("section.ask-paste[data-kept]");
const words = () => document.getElementById("ask-paste").dataset;
let rest = [];

/* What the reader can see on this page, and the name of where it stands. */
function known() {
  const notes = [...document.querySelectorAll(".note")].reverse();
  const nameOf = (code) => (code ? fill(words().like, { other: code.textContent }) : words().likeOwn);
  return new Map(notes.map((note) => [
    likeness(textOf(note)), nameOf(note.querySelector(".code")),
  ]));
}

/* For each line what says the same already: a note, or an earlier line. */
function repeats(lines) {
  const seen = known();
  return lines.map((line, index) => {
    const key = likeness(line);
    const same = seen.get(key);
    if (same === undefined) seen.set(key, fill(words().likeLine, { number: index + 1 }));
    return same;
  });
}

function close() {
  asked()?.remove();
}

function wrongIn(lines, field) {
  const most = Number(field.dataset.most);
  const line = lines.findIndex((each) => lengthOf(each) > most);
  return line < 0 ? "" : fill(words().long, { line: line + 1, length: lengthOf(lines[line]) });
}

function show(panel, { lines, same, field, count }) {
  const [all, fresh] = [lines.length, same.filter((each) => each === undefined).length];
  const wrong = wrongIn(lines, field);
  const kind = field.form.querySelector('input[name="kind"]:checked')?.closest("label").textContent.trim();
  const [title, error, note] = [panel.querySelector("h2"), panel.querySelector(".field-error"), panel.querySelector(".muted")];
  title.textContent = fill(title.textContent, { count, notes: all });
  panel.querySelector("ol").append(...lines.map((line, index) => make("li", {}, make("span", {}, line,
    ...(same[index] === undefined ? [] : [" ", make("b", { class: "ask-same" }, `· ${same[index]}`)])))));
  error.hidden = !wrong;
  error.textContent = wrong;
  note.firstChild.textContent = fill(note.firstChild.textContent, { kind });
  note.querySelector("span").hidden = count <= MOST_LINES;
  const [onlyNew, every, one, cancel] = panel.querySelectorAll("button");
  onlyNew.textContent = fill(onlyNew.textContent, { count: fresh });
  every.textContent = fill(every.textContent, { count: all });
  onlyNew.hidden = Boolean(wrong) || fresh === 0 || fresh === all;
  every.hidden = Boolean(wrong);
  one.hidden = lengthOf(field.value.trim()) > Number(field.dataset.most);
  cancel.addEventListener("click", () => cancelled(field));
  const main = [onlyNew, every, one, cancel].find((each) => !each.hidden);
  main.classList.add("button-main");
  return main;
}

/* One question at a time, about the present text; nothing is asked about a text of one line. */
function ask(field) {
  close();
  const found = linesOf(field.value);
  if (found.length < 2) return;
  const lines = found.slice(0, MOST_LINES);
  rest = found.slice(MOST_LINES);
  const panel = document.getElementById("ask-paste").content.cloneNode(true).firstElementChild;
  const main = show(panel, { lines, same: repeats(lines), field, count: found.length });
  field.form.after(panel);
  if (document.activeElement === field) main.focus();
}

function cancelled(field) {
  field.value = "";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  close();
  field.focus();
}

document.addEventListener("paste", ({ target }) => {
  if (target.matches?.(FIELD) && !target.value.trim()) setTimeout(() => ask(target));
});
document.addEventListener("input", ({ target }) => {
  if (asked() && target.matches?.(FIELD)) {
    const isThere = document.activeElement === target;
    ask(target);
    if (isThere) target.focus();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !asked() || !event.target.closest(`.ask-paste, ${FIELD}`)) return;
  event.preventDefault();
  cancelled(document.querySelector(FIELD));
});

/* The lines go without their bullets, as they will stand on the notes; what is too much waits for its turn. */
document.addEventListener("click", ({ target }) => {
  const put = target.closest('.ask-paste button[name="several"]');
  if (!put) return;
  const field = put.form.querySelector("textarea");
  field.value = linesOf(field.value).slice(0, MOST_LINES).join("\n");
});
document.addEventListener("outbox:emptied", ({ target }) => {
  if (!asked() || !target.matches("form.compose")) return;
  const field = target.querySelector("textarea");
  close();
  if (!rest.length) return;
  field.value = rest.join("\n");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  ask(field);
});
