/* A note is changed where it stands: a double click, F2 or its pen opens it, leaving it saves, Esc gives back what was
   there. Somebody else's newer text is never replaced: the server then shows both. */

import { forget } from "../drafts.js";
import { settle } from "../live/morph.js";
import { make, person } from "../words.js";
import { isEnter, isTooLong } from "./composing.js";
import { textOf } from "./text.js";

const KINDS = ["citizen", "office", "question", "idea"];
const words = () => document.querySelector("[data-change-keys]")?.dataset;
const formOf = (note) => note.querySelector("form.note-change");
const isOwn = (note) => note.dataset.author === person || note.closest("[data-own]") !== null;

function mayChange(note) {
  if (!note || !note.dataset.edit || !words()) return false;
  return note.closest(".changes-all") !== null || (isOwn(note) && !note.closest(".changes-none"));
}

const hidden = (name, value) => make("input", { type: "hidden", name, value });

function build(note) {
  const code = note.querySelector(".code")?.textContent ?? "";
  const field = make("textarea", {
    name: "text", class: "input", rows: "4", "data-most": "500", required: "", "aria-label": words().changeName.replace("{code}", code).trim(),
  }, textOf(note));
  const form = make("form", { class: "note-change", method: "post", action: note.dataset.edit, "data-draft": "", "data-kept": "" },
    hidden("csrf_token", ""), hidden("edit_id", ""), hidden("version", note.dataset.version),
    hidden("kind", KINDS.find((kind) => note.classList.contains(`note-${kind}`))), field,
    make("p", { class: "note-keys" }, words().changeKeys));
  /* A mark says who writes where: it would name the author of a note without a name. */
  if (note.dataset.author) form.dataset.marks = note.id;
  return form;
}

function open(note) {
  if (!formOf(note)) {
    note.querySelector(".note-text").before(build(note));
    settle(formOf(note));
  }
  const field = formOf(note).querySelector("textarea");
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
}

function close(note) {
  formOf(note)?.remove();
}

function giveBack(note) {
  forget(formOf(note));
  const hadFocus = formOf(note).contains(document.activeElement);
  close(note);
  if (hadFocus) note.querySelector("a.note-pen, a.note-pen-word, .note-foot a")?.focus();
}

/* The new text is shown at once, and said not to be sent as long as it is not. */
function showSent(note, text) {
  close(note);
  note.querySelector(".note-text").textContent = text;
  if (!note.querySelector(".note-unsent")) {
    note.querySelector(".note-foot").append(make("span", { class: "note-unsent", "data-kept": "" }, words().unsent));
  }
}

function save(note) {
  const form = formOf(note);
  const field = form.querySelector("textarea");
  const text = field.value.trim();
  if (!text || text === field.defaultValue.trim()) {
    giveBack(note);
    return;
  }
  if (isTooLong(field)) return;
  form.requestSubmit();
  if (form.dataset.sending) showSent(note, text);
}

const noteAt = (target) => target.closest?.(".note") ?? null;

document.addEventListener("click", (event) => {
  const pen = event.target.closest?.("a.note-pen, a.note-pen-word");
  if (!pen || event.button || event.ctrlKey || event.metaKey || event.shiftKey || !mayChange(noteAt(pen))) return;
  event.preventDefault();
  open(noteAt(pen));
});
document.addEventListener("dblclick", ({ target }) => {
  const note = noteAt(target);
  if (mayChange(note) && !target.closest("a, button, label, form")) open(note);
});
document.addEventListener("keydown", (event) => {
  const note = noteAt(event.target);
  if (event.key === "F2" && mayChange(note)) {
    event.preventDefault();
    open(note);
  }
  if (event.key === "Escape" && event.target.closest(".note-change")) {
    event.preventDefault();
    giveBack(note);
  }
}, true);
document.addEventListener("beforeinput", (event) => {
  if (!event.target.closest(".note-change") || !isEnter(event)) return;
  event.preventDefault();
  const note = noteAt(event.target);
  save(note);
  if (!formOf(note)) note.querySelector("a.note-pen, a.note-pen-word")?.focus();
});
/* Another window is no leaving: the field keeps the focus then. */
document.addEventListener("focusout", ({ target }) => {
  const note = target.closest(".note-change") && noteAt(target);
  if (note) setTimeout(() => { if (formOf(note) && !formOf(note).contains(document.activeElement)) save(note); });
});
document.addEventListener("outbox:accepted", ({ detail }) => {
  for (const sign of document.querySelectorAll(".note-unsent")) {
    if (noteAt(sign).dataset.edit === detail.item.address) sign.remove();
  }
});

/* Where people change their own notes alone, the pen stands on these. */
function showPens() {
  for (const pen of document.querySelectorAll(".changes-own a.note-pen")) pen.classList.toggle("note-pen-own", isOwn(noteAt(pen)));
}

showPens();
document.addEventListener("live:changed", showPens);
