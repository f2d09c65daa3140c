/* Who is here, in the bar, and a soft mark on what somebody else is editing; we tell what we edit, too. */

import { isText } from "../fields.js";
import { make, person, say } from "../words.js";

const SHOWN = 5;
const DEBOUNCE = 1000;
const people = new Map();
let stream = "";
let told = "";
let timer = 0;

/* Each workspace sends its whole list; somebody may be in several. */
function everybody() {
  const all = new Map();
  for (const list of people.values()) {
    for (const each of list) {
      if (String(each.id) !== person) all.set(each.id, { ...all.get(each.id), ...each });
    }
  }
  return [...all.values()];
}

/* Where somebody is, in the words of the stages; "" when that is not told. */
const parts = JSON.parse(say("liveParts") || "{}");

function avatar(each) {
  const told = [each.name, parts[each.part]].filter(Boolean).join(" · ");
  return make("li", {}, make("span", {
    class: "avatar avatar-small", role: "img", "aria-label": told, title: told,
  }, each.initials));
}

function showPeople(all) {
  for (const place of document.querySelectorAll("[data-presence]")) {
    const list = make("ul", { class: "avatars", "aria-label": say("liveHere") }, ...all.slice(0, SHOWN).map(avatar));
    const rest = all.length - SHOWN;
    const more = rest > 0 ? [make("span", { class: "avatars-more" }, say("liveMore", { count: rest }))] : [];
    place.replaceChildren(...(all.length ? [list, ...more] : []));
    place.hidden = !all.length;
  }
}

/* The mark stands on the thing itself, and on the form that writes it. */
const marked = (name) => [document.getElementById(name), ...document.querySelectorAll(`[data-marks="${CSS.escape(name)}"]`)];

function showMarks(all) {
  const names = new Map();
  for (const { editing, name } of all) if (editing) names.set(editing, [...(names.get(editing) || []), name]);
  for (const old of document.querySelectorAll(".editing-mark")) if (!names.has(old.dataset.of)) unmark(old);
  for (const [of, editors] of names) {
    for (const element of marked(of)) if (element) mark(element, of, editors.join(", "));
  }
}

function unmark(old) {
  old.parentElement.classList.remove("is-marked");
  old.remove();
}

function mark(element, of, names) {
  const words = say("liveEditing", { name: names });
  const place = element.tagName === "TR" ? element.cells[0] : element;
  const found = [...place.children].find((child) => child.classList.contains("editing-mark"));
  place.classList.add("is-marked");
  if (found && found.textContent === words) return;
  if (found) found.remove();
  const id = `mark-${element.id || "form"}-${of}`;
  place.append(make("p", { class: "editing-mark", id, "data-of": of, "data-kept": "" }, words));
}

function show() {
  const all = everybody();
  showPeople(all);
  showMarks(all);
}

export function meet({ workspace, people: list }) {
  people.set(workspace, list);
  show();
}

/* The key of the stream is the secret by which marks are taken; a new stream has not heard of ours. */
export function greet(key) {
  if (stream === key) return;
  stream = key;
  if (told) send(told);
}

function send(editing) {
  told = editing;
  if (!stream) return;
  fetch("/live/mark", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ stream, editing }),
    keepalive: true,
  }).catch(() => { /* only a mark */ });
}

function edits(field) {
  if (!field || !field.matches || !isText(field)) return "";
  const holder = field.closest("[data-marks]");
  return holder ? holder.dataset.marks : "";
}

function notice(editing) {
  clearTimeout(timer);
  timer = setTimeout(() => { if (editing !== told) send(editing); }, DEBOUNCE);
}

document.addEventListener("input", (event) => notice(edits(event.target)));
document.addEventListener("focusin", (event) => { if (told) notice(edits(event.target)); });
document.addEventListener("focusout", () => { if (told) notice(""); });
/* What has no text field of its own says by itself what is edited. */
document.addEventListener("editing", ({ detail }) => notice(detail));
document.addEventListener("live:changed", () => showMarks(everybody()));
