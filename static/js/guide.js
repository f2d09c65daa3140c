/* A problem in three questions: the guide speaks a moment after the last key, a group is chosen by one press, the sentence is shown as it will read. */

import { refresh } from "./edits.js";
import "./remember.js";
import { follow } from "./guide/evidence.js";
import { guidance, vocabulary } from "./guide/rule.js";

const PAUSE = 500;
const form = document.querySelector("form[data-guide]");
const idea = document.getElementById("keep-idea");
const known = form ? vocabulary(JSON.parse(form.dataset.guide)) : null;
let timer = 0;

function show(name, words) {
  const box = form.querySelector(`[data-guide-${name}]`);
  const quoted = box.querySelector("[data-guide-words]");
  if (words && quoted.textContent !== words) quoted.textContent = words;
  box.hidden = !words;
}

function look() {
  const said = guidance(form.elements.title.value, known);
  show("nobody", said.nobody);
  show("solution", said.solution);
  if (said.nobody) form.elements.title.setAttribute("aria-invalid", "true");
  else form.elements.title.removeAttribute("aria-invalid");
  return said;
}

function gap(name, words) {
  const place = form.querySelector(`[data-becomes-${name}]`);
  if (!place) return;
  place.textContent = words || place.dataset.gap;
  place.classList.toggle("becomes-gap", !words);
}

function becomes() {
  const severity = form.querySelector('input[name="severity"]:checked');
  const { title, segment } = form.elements;
  gap("who", segment.value.trim());
  gap("title", title.value.trim());
  gap("severity", severity ? severity.dataset.words : "");
  for (const chip of form.querySelectorAll(".chip[aria-pressed]")) {
    chip.setAttribute("aria-pressed", String(chip.dataset.who === segment.value.trim()));
  }
}

function fill(field, text) {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/* Chosen under the sentence, the group takes the place of the words that name nobody. */
function choose(chip) {
  const { title, segment } = form.elements;
  const pressed = chip.getAttribute("aria-pressed") === "true";
  fill(segment, pressed ? "" : chip.dataset.who);
  const { nobody } = guidance(title.value, known);
  if ("instead" in chip.dataset && nobody) fill(title, title.value.normalize("NFC").replace(nobody, () => chip.dataset.who));
  look();
  if ("instead" in chip.dataset) title.focus();
}

function keepIdea() {
  refresh(idea);
  idea.elements.text.value = form.elements.title.value;
  idea.requestSubmit();
}

function start() {
  form.addEventListener("input", (event) => {
    becomes();
    if (event.target.name !== "title") return;
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  form.addEventListener("change", becomes);
  form.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-who]");
    if (chip) choose(chip);
    if (event.target.closest("[data-keep-idea]")) keepIdea();
  });
  form.addEventListener("outbox:emptied", () => { becomes(); look(); });
  becomes();
  look();
  follow(form);
}

if (form) {
  document.documentElement.classList.add("guide-ready");
  start();
}
