/* Takes what is sent off, keeps it on this device until the server has it, and goes on as the server says. */

import { hasDepartedSince } from "./departure.js";
import { forget, putBack } from "./drafts.js";
import { refresh } from "./edits.js";
import { addressOf, isBox, isPost, isText, typedIn } from "./fields.js";
import { savedAtLoad } from "./saved.js";
import { fillTokens, token } from "./session.js";
import { tell } from "./voice.js";
import { make, person, say } from "./words.js";
import { inherit } from "./outbox/inheriting.js";
import { askBeforeLeaving } from "./outbox/leaving.js";
import { showList } from "./outbox/list.js";
import { changed, flush, flushSoon, isFlying } from "./outbox/sending.js";
import * as store from "./outbox/store.js";

/* Only what was sent a moment ago may take the person to another page. */
const AT_ONCE = 20000;
const SECOND_PRESS = 1000;
const JUST_OPENED = 5000;
const LONGEST_TITLE = 120;
/* What of a live page is exchanged by itself; a form that stands outside changes with the whole page alone. */
const PARTS = "[data-part], [data-own]";
const here = location.pathname + location.search;
const sent = new Map();
let isReady = false;

/* The page itself, or what stands on many pages and listens to a place of its own. */
const isLive = (form) => form.closest("[data-live]") !== null;
const hasFile = (form) => [...form.querySelectorAll('input[type="file"]')].some((field) => field.files.length);

function takes(form, submitter) {
  if (!isReady || !isPost(form) || !form.closest("main, [data-live]:not(body)") || form.target) return false;
  if ("noOutbox" in form.dataset || form.querySelector('input[type="password"]') || hasFile(form)) return false;
  if (submitter && submitter.getAttribute("formmethod")) return false;
  return addressOf(form, submitter).origin === location.origin && (isLive(form) || "draft" in form.dataset);
}

/* A form that writes something new may be filled in again at once; one that changes a record waits for the answer. */
function writesNew(form) {
  return [...form.elements].some(isText)
    && !form.querySelector('input[name="version"]')
    && addressOf(form).pathname !== location.pathname;
}

/* Lines end as a browser sends them, so that the same text is the same edit by whatever way it goes. */
function fieldsOf(form, submitter) {
  const fields = [...new FormData(form)]
    .filter(([name, value]) => name !== "csrf_token" && typeof value === "string")
    .map(([name, value]) => [name, value.replace(/\r\n?|\n/g, "\r\n")]);
  if (submitter && submitter.name) fields.push([submitter.name, submitter.value]);
  return fields;
}

const typedTexts = (form) => [...form.elements].filter((field) => isText(field) && field.name && field.value.trim());

function titleOf(form, submitter) {
  const [first] = typedTexts(form).map((field) => field.value.trim());
  const label = submitter && (submitter.getAttribute("aria-label") || submitter.textContent).trim();
  return (first || label || document.title).slice(0, LONGEST_TITLE);
}

function itemOf(form, submitter) {
  return {
    person,
    edit_id: form.querySelector('input[name="edit_id"]').value,
    address: addressOf(form, submitter).pathname + addressOf(form, submitter).search,
    fields: fieldsOf(form, submitter),
    bases: Object.fromEntries(typedTexts(form).map((field) => [field.name, field.defaultValue])),
    draft: form.dataset.draft || "",
    page: here,
    place: document.title,
    title: titleOf(form, submitter),
    is_live: isLive(form),
    at: Date.now(),
    state: "waiting",
  };
}

/* `sent` makes edits.js give the form another edit_id as soon as somebody types on. */
function hold(form) {
  form.dataset.sending = "yes";
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
}

function release(form) {
  delete form.dataset.sending;
  form.removeAttribute("aria-busy");
}

/* What somebody typed on while the text was put into the outbox belongs to the next one. */
function typedSince(before) {
  return before.filter(([field, value]) => field.value !== value)
    .map(([field, value]) => [field, field.value.startsWith(value) ? field.value.slice(value.length) : field.value]);
}

/* A new edit gets new ids; what was typed has gone into the outbox, and is no draft any more. */
function empty(form, typedOn = []) {
  form.reset();
  forget(form);
  refresh(form);
  form.dispatchEvent(new Event("outbox:emptied", { bubbles: true }));
  for (const [field, value] of typedOn) {
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/* The page of a refusal holds the text; sent again from there, it takes the place of what was refused. */
async function dropShown(address) {
  const same = (item) => item.state === "shown" && item.address === address;
  for (const item of (await store.itemsOf(person)).filter(same)) await store.remove(item.key);
}

/* A link by which the person decides for what is saved already: their own text has had its day. */
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-settles]");
  if (!link || !isReady || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  try { await dropShown(link.dataset.settles); } finally { location.assign(link.href); }
});

async function take(form, submitter) {
  const item = itemOf(form, submitter);
  const before = [...form.elements].filter(isText).map((field) => [field, field.value]);
  hold(form);
  try {
    item.key = await store.put(item);
  } catch {
    release(form);
    submitNatively(item);
    return;
  }
  sent.set(item.key, { form, at: Date.now() });
  dropShown(item.address);
  if (writesNew(form)) {
    const typedOn = typedSince(before);
    empty(form, typedOn);
    /* Where something was typed since, or must be before anything can be sent, there is no second press to fear. */
    if (!typedOn.length && form.checkValidity()) setTimeout(() => release(form), SECOND_PRESS);
    else release(form);
  } else {
    forget(form);
  }
  changed();
  flush();
}

/* The browser itself sends the item, so that the server's own page is seen. */
function submitNatively(item) {
  const form = make("form", { method: "post", action: item.address, hidden: "", "data-no-outbox": "" });
  const fields = [...item.fields, ["csrf_token", token()]];
  for (const [name, value] of fields) {
    const field = make("textarea", { name });
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  HTMLFormElement.prototype.submit.call(form);
}

async function open(item) {
  if (isFlying(item)) return;
  if (item.state === "waiting") {
    sent.delete(item.key);
    putBack(item);
    await store.remove(item.key);
    changed();
    if (item.page !== here) location.assign(item.page);
    return;
  }
  await store.put({ ...item, state: "shown" });
  submitNatively(item);
}

async function drop(item) {
  await store.remove(item.key);
  sent.delete(item.key);
  changed();
}

/* Whether the person still waits for the answer to this, and writes nothing else meanwhile. */
function isAwaited(known) {
  if (!known || hasDepartedSince(known.at) || Date.now() - known.at > AT_ONCE) return false;
  return typedIn(document).every((field) => known.form.contains(field) && known.form.dataset.sending);
}

/* The messages that the page would have shown, had it been loaded again. */
function noticesOf(html) {
  const holder = make("template");
  holder.innerHTML = html || "";
  return [...holder.content.querySelectorAll(".notices > *")];
}

function showSaid(notices) {
  const place = document.querySelector("main .notices");
  if (!place) return;
  place.replaceChildren(...notices);
  place.hidden = !notices.length;
  fillTokens(place);
  place.querySelectorAll("form").forEach(refresh);
}

function go(address) {
  const there = new URL(address, location.href);
  if (there.pathname + there.search !== here) {
    location.assign(there.href);
    return;
  }
  history.replaceState(history.state, "", there.href);
  location.reload();
}

/* The server has what stands in the form: it counts as typed no longer. */
function settle(form) {
  for (const field of form.elements) {
    if (isText(field)) field.defaultValue = field.value;
    else if (isBox(field)) field.defaultChecked = field.checked;
    else for (const option of field.options || []) option.defaultSelected = option.selected;
  }
  forget(form);
  refresh(form);
}

/* Another edit_id means that the person has typed on since: that is left as it is. */
function finish(form, item) {
  release(form);
  const id = form.querySelector('input[name="edit_id"]');
  if (!form.isConnected || !id || id.value !== item.edit_id) return;
  if (form.querySelector('input[name="version"]')) settle(form);
  else empty(form);
}

/* Somebody pressed and at once went on to this page, which was made before their text was saved. */
const isOutdated = () => performance.now() < JUST_OPENED && !hasDepartedSince(performance.timeOrigin)
  && !document.querySelector("[data-live]") && !typedIn(document).length;

/* The first answer may come before the live page has been loaded, which would then hear nothing of it. */
async function tellLivePage(detail) {
  if (document.querySelector("[data-live]")) await import("./live/page.js");
  document.dispatchEvent(new CustomEvent("outbox:saved", { detail }));
}

/* Another page: go there. This page: show the change where it stands, without loading anything. */
function onAccepted({ detail: { item, go: address, at, said } }) {
  const known = sent.get(item.key);
  sent.delete(item.key);
  const there = new URL(address, location.href);
  const isHere = there.pathname + there.search === here;
  const stays = known && "stays" in known.form.dataset;
  if (known && !isHere && !stays && isAwaited(known)) {
    go(address);
    return;
  }
  if (known) finish(known.form, item);
  else if (isOutdated()) location.reload();
  if (item.page !== here && !isHere) return;
  const notices = noticesOf(said);
  if (known && !notices.length) tell(known.form.dataset.done ? "done" : "saved", known.form.dataset.done || say("savedNow"));
  const refreshed = () => showSaid(notices);
  if (item.is_live) tellLivePage({ at, refreshed, isWhole: Boolean(known) && !known.form.closest(PARTS) });
  else if (known && !stays && !hasDepartedSince(known.at) && !typedIn(document).length) go(isHere ? address : here);
}

function onRefused({ detail: { item } }) {
  const known = sent.get(item.key);
  if (known && isAwaited(known)) {
    open({ ...item, state: "refused" });
    return;
  }
  if (known) release(known.form);
  changed();
}

/* No answer: the text is safe, and the form says so and can be used again. */
function onState({ detail }) {
  if (detail !== "failing" && detail !== "out") return;
  for (const { form } of sent.values()) {
    release(form);
    if (!form.querySelector(".outbox-note")) tellIn(form, say(detail === "out" ? "outboxSignIn" : "outboxKept"));
  }
}

function tellIn(form, sentence) {
  const note = make("p", { class: "outbox-note small", role: "status", "data-kept": "", id: `outbox-note-${Date.now()}` });
  form.append(note);
  note.textContent = sentence;
}

function tidyNotes() {
  store.itemsOf(person).then((items) => {
    if (!items.some((item) => item.state === "waiting")) {
      for (const note of document.querySelectorAll(".outbox-note")) note.remove();
    }
  }, () => {});
}

/* What a page of the server's own accepted in the meantime is done. */
async function dropSaved() {
  if (!savedAtLoad) return;
  for (const item of await store.itemsOf(person)) if (item.edit_id === savedAtLoad) await store.remove(item.key);
}

async function start() {
  isReady = await store.isReady();
  if (!isReady) return;
  await dropSaved();
  showList({ open, drop, flushSoon });
  askBeforeLeaving({ flushSoon });
  document.addEventListener("outbox:accepted", onAccepted);
  document.addEventListener("outbox:accepted", tidyNotes);
  document.addEventListener("outbox:refused", onRefused);
  document.addEventListener("outbox:state", onState);
  changed();
  flush();
  inherit({ flushSoon }).catch(() => { /* the next page asks again */ });
}

/* edits.js listens first and stops a second press. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !takes(form, event.submitter)) return;
  event.preventDefault();
  take(form, event.submitter);
});

if (person) start();
