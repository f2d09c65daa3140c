/* Enter writes the note and leaves the field free for the next one of the same kind; Shift+Enter breaks the line,
   Alt+1 to 4 changes the kind. Whoever has switched that off breaks lines with Enter, and sends with Ctrl+Enter. */

import { person } from "../words.js";
import { isOn } from "../settings.js";

const FORM = "form.compose";
let isBreaking = false;

const isComposer = (field) => field instanceof HTMLTextAreaElement && field.form !== null && field.form.matches(FORM);
const kindsOf = (form) => [...form.querySelectorAll('input[name="kind"]')];
const keyOf = (form) => `kind:${person}:${form.getAttribute("action")}`;

function kept(form) {
  try { return sessionStorage.getItem(keyOf(form)); } catch { return null; }
}

function keep(form, kind) {
  try { sessionStorage.setItem(keyOf(form), kind); } catch { /* it falls back to the first one */ }
}

/* The paper has the colour of the kind that is chosen. */
function colour(form) {
  const chosen = kindsOf(form).find((each) => each.checked);
  if (chosen && form.dataset.kind !== chosen.value) form.dataset.kind = chosen.value;
}

function choose(form, kind) {
  const wanted = kindsOf(form).find((each) => each.value === kind);
  if (wanted) wanted.checked = true;
  colour(form);
}

/* How the field is used depends on what this person has switched off; a list is pasted right into it. */
function explain(form) {
  const keys = form.querySelector("[data-compose-keys]");
  if (keys) keys.hidden = !isOn("enter");
  form.querySelector("[data-compose-list]").hidden = true;
  const field = form.querySelector("textarea");
  field.placeholder = isOn("enter") ? field.dataset.hint : field.dataset.hintPlain;
  field.setAttribute("enterkeyhint", isOn("enter") ? "send" : "enter");
}

/* What gets the focus is not covered by the line at the foot of a phone. */
function prepare() {
  document.documentElement.classList.toggle("has-compose", document.querySelector(".compose-docked") !== null);
  for (const form of document.querySelectorAll(FORM)) {
    choose(form, kept(form));
    explain(form);
  }
}

export function isTooLong(field) {
  return [...field.value.trim()].length > Number(field.dataset.most);
}

/* A line break that was not asked for with Shift. Asked of what the key does, not of the key: a word that is still
   being composed with an input method breaks no line, and the keyboards of phones name no keys. */
export const isEnter = (event) => ["insertLineBreak", "insertParagraph"].includes(event.inputType)
  && !event.isComposing && !isBreaking && isOn("enter");

document.addEventListener("beforeinput", (event) => {
  if (!isComposer(event.target) || !isEnter(event)) return;
  event.preventDefault();
  if (event.target.value.trim() && !isTooLong(event.target)) event.target.form.requestSubmit();
});

document.addEventListener("keydown", (event) => {
  isBreaking = event.key === "Enter" && event.shiftKey;
  if (!isComposer(event.target) || !event.altKey || event.ctrlKey || event.metaKey) return;
  const number = /^(?:Digit|Numpad)([1-4])$/.exec(event.code);
  if (!number) return;
  event.preventDefault();
  const form = event.target.form;
  const kind = kindsOf(form)[Number(number[1]) - 1];
  choose(form, kind.value);
  keep(form, kind.value);
});

document.addEventListener("change", ({ target }) => {
  if (target.dataset.setting === "enter") prepare();
  if (target.name !== "kind" || !target.form?.matches(FORM)) return;
  keep(target.form, target.value);
  colour(target.form);
});

/* Whoever taps a kind goes on writing; whoever walks along the kinds with arrows stays there. */
document.addEventListener("click", ({ target, detail }) => {
  const kinds = detail ? target.closest(`${FORM} .kinds label`) : null;
  if (kinds) kinds.closest("form").querySelector("textarea").focus();
});

document.addEventListener("outbox:emptied", ({ target }) => {
  if (!target.matches(FORM)) return;
  choose(target, kept(target));
  target.querySelector("textarea").focus();
});

prepare();
document.addEventListener("live:changed", prepare);
