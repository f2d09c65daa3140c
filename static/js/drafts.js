/* Keeps what somebody typed in a form marked data-draft until the server has accepted it, and gives it back. */

import { freshId } from "./edits.js";
import { addressOf, isText } from "./fields.js";
import { savedAtLoad } from "./saved.js";
import { button, make, person, say } from "./words.js";

const PREFIX = "draft:";
const KEPT_FOR = 30 * 24 * 60 * 60 * 1000;
const writer = person || "stranger";
/* A stranger's text lives as long as the tab: the next person at a shared computer must not see it. */
const storage = () => (person ? localStorage : sessionStorage);

const keyFor = (name) => `${PREFIX}${writer}:${name}`;
const keyOf = (form) => keyFor(form.dataset.draft || addressOf(form).pathname);
const isKept = (field) => field.name && isText(field) && !("noDraft" in field.dataset);
const fieldsOf = (form) => [...form.elements].filter(isKept);

/* A private window or a full disk has no storage: the page then works as it does without drafts. */
function read(key) {
  try { return JSON.parse(storage().getItem(key)); } catch { return null; }
}
function write(key, value) {
  try { storage().setItem(key, JSON.stringify(value)); } catch { /* nothing more can be done */ }
}
function remove(key) {
  try { storage().removeItem(key); } catch { /* nothing more can be done */ }
}

function hold(key, { fields, undecided, sent = "" }) {
  if (Object.keys(fields).length || undecided.length) write(key, { fields, undecided, at: Date.now(), sent });
  else remove(key);
}

/* Texts about which the person has not decided yet (`draftUndecided`) stay as they are while they type.
   `base` is the server's text when typing began: only over that same text may a draft be put back unasked.
   `sent` is the edit_id under which it went out; the copy goes when the server says that it has that edit. */
function keep(form, sent = "") {
  const fields = {};
  for (const field of fieldsOf(form)) {
    const base = form.draftBase.get(field.name) ?? field.dataset.base ?? field.defaultValue;
    if (field.value !== base) fields[field.name] = { text: field.value, base };
  }
  hold(keyOf(form), { fields, undecided: form.draftUndecided, sent });
}

const row = (...pieces) => make("div", { class: "button-row" }, ...pieces);

function tell(form, sentence, pieces) {
  const notice = make("div", {
    class: "notice notice-warn draft-notice", id: `draft-${freshId()}`, role: "status", "data-kept": "",
  });
  notice.append(make("div", { class: "notice-body" }, make("p", {}, sentence), ...pieces(notice)));
  form.prepend(notice);
}

function labelOf(field) {
  return field.labels && field.labels[0] ? field.labels[0].textContent.trim() : field.name;
}

function put(field, text) {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function decide(form, other) {
  form.draftUndecided = form.draftUndecided.filter((each) => each !== other);
}

/* The form has other text than a draft: show both, decide nothing. */
function askAbout(form, differing) {
  form.draftUndecided.push(...differing.map(({ other }) => other));
  tell(form, say("draftDiffers"), (notice) => differing.map(({ field, other }) => {
    const piece = make("div", { class: "version" },
      make("p", { class: "version-name" }, labelOf(field)), make("p", { class: "version-text" }, other.text));
    const done = () => { piece.remove(); if (!notice.querySelector(".version")) notice.remove(); };
    piece.append(row(
      button(say("draftUse"), () => { decide(form, other); put(field, other.text); done(); field.focus(); }),
      button(say("draftDrop"), () => { decide(form, other); keep(form); done(); }),
    ));
    return piece;
  }));
}

function putIn(form, back) {
  for (const { field, text } of back) {
    form.draftBase.set(field.name, field.defaultValue);
    field.value = text;
  }
  tell(form, say("draftBack"), (notice) => [row(button(say("draftDrop"), () => {
    for (const { field } of back) field.value = field.defaultValue;
    keep(form);
    notice.remove();
  }))]);
}

/* Gives kept texts back to the form; returns whether there was anything that the server does not have. */
function giveBack(form, { fields, undecided = [] }) {
  const back = [];
  const differing = [];
  for (const field of fieldsOf(form)) {
    const others = undecided.filter(({ name, text }) => name === field.name && text !== field.defaultValue);
    differing.push(...others.map((other) => ({ field, other })));
    const kept = fields[field.name];
    if (!kept) continue;
    if (kept.text === field.defaultValue) form.draftBase.set(field.name, kept.base);
    else if (field.defaultValue === kept.base) back.push({ field, text: kept.text });
    else differing.push({ field, other: { name: field.name, ...kept } });
  }
  if (back.length) putIn(form, back);
  if (differing.length) askAbout(form, differing);
  const isAny = back.length > 0 || differing.length > 0;
  const sheet = form.closest("details");
  if (sheet && isAny) sheet.open = true;
  return isAny;
}

function restore(form) {
  const draft = read(keyOf(form));
  if (!draft || !draft.fields) return;
  const unaccepted = form.querySelector("[aria-invalid], [data-base]");
  if (!giveBack(form, draft) && !unaccepted) remove(keyOf(form));
}

/* Puts texts beside those that are kept already, and into the forms of this page; where there are two for a field,
   the person decides. */
function add(key, draft) {
  const own = { fields: {}, undecided: [], ...read(key) };
  const fields = {};
  const undecided = [...draft.undecided || []];
  for (const [name, kept] of Object.entries(draft.fields)) {
    if (!own.fields[name]) fields[name] = kept;
    else if (own.fields[name].text !== kept.text) undecided.push({ name, ...kept });
  }
  hold(key, { fields: { ...own.fields, ...fields }, undecided: [...own.undecided, ...undecided] });
  for (const form of document.querySelectorAll("form[data-draft]")) {
    if (keyOf(form) === key) giveBack(form, { fields, undecided });
  }
}

/* What the server has accepted goes, and so do very old copies. */
function clearAccepted() {
  for (const key of Object.keys(storage())) {
    if (!key.startsWith(PREFIX)) continue;
    const draft = read(key);
    const old = !draft || Date.now() - draft.at > KEPT_FOR;
    if (old || (draft.sent && draft.sent === savedAtLoad)) remove(key);
  }
}

function watch(form) {
  form.draftBase = new Map();
  form.draftUndecided = [];
  restore(form);
  form.addEventListener("input", () => keep(form));
  form.addEventListener("submit", () => {
    const id = form.querySelector('input[name="edit_id"]');
    keep(form, id ? id.value : "");
  });
}

/* Forms that arrive on a live page later are kept like those that came with it. */
function watchAll() {
  for (const form of document.querySelectorAll("form[data-draft]")) if (!form.draftBase) watch(form);
}

/* The text went into the outbox, which from now on keeps it: it must not be offered twice. What the person has
   not decided about stays. */
export function forget(form) {
  if (!form.draftBase) return;
  form.draftBase.clear();
  for (const notice of form.querySelectorAll(".draft-notice")) if (!notice.querySelector(".version")) notice.remove();
  hold(keyOf(form), { fields: {}, undecided: form.draftUndecided });
}

/* A text taken out of the outbox is a draft again; on its own page it is back in its form at once. */
export function putBack({ fields, bases, address, draft }) {
  const texts = {};
  for (const [name, text] of fields) {
    if (name in bases) texts[name] = { text: text.replace(/\r\n/g, "\n"), base: bases[name] };
  }
  add(keyFor(draft || new URL(address, location.href).pathname), { fields: texts });
}

/* Whose texts this browser keeps. */
export function draftOwners() {
  const keys = Object.keys(storage()).filter((key) => key.startsWith(PREFIX));
  return [...new Set(keys.map((key) => key.split(":")[1]))];
}

/* A text of the guest that this person was. */
export function takeDrafts(former) {
  const begin = `${PREFIX}${former}:`;
  for (const key of Object.keys(storage()).filter((each) => each.startsWith(begin))) {
    const draft = read(key);
    if (draft && draft.fields) add(keyFor(key.slice(begin.length)), draft);
    remove(key);
  }
}

/* How many forms hold text of this person that was never sent off. */
export function draftCount() {
  try {
    return Object.keys(storage()).filter((key) => key.startsWith(`${PREFIX}${writer}:`)).length;
  } catch {
    return 0;
  }
}

function start() {
  try { clearAccepted(); } catch { return; }
  watchAll();
  document.addEventListener("live:changed", watchAll);
}

start();
