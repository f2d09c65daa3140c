/* Sends a cell by way of the outbox, and shows in the cell what has not arrived yet, or could not be saved as it was. */

import { freshId } from "../edits.js";
import { changed, flush, stateNow } from "../outbox/sending.js";
import * as store from "../outbox/store.js";
import { tell } from "../voice.js";
import { icon, make, person, say } from "../words.js";
import { hold, sentAs } from "./values.js";

const here = location.pathname + location.search;
/* Cell → the newest item that has not been accepted. */
const unsent = new Map();
/* The edit that this page made last, and those that were accepted before the outbox told their key. */
let newest = null;
const done = new Set();
export const newestEdit = () => newest;
export const isAllSent = () => ![...unsent.values()].some((item) => !isRefused(item));
/* Cells that this page has written itself, whose change is no news. */
export const own = new Set();

export const unsentIn = (cell) => unsent.get(cell.id);

const isRefused = (item) => item.state === "refused";

function addressOf(cell) {
  const { pathname } = new URL(cell.querySelector("a[href]").href);
  return `${pathname}/cells/${cell.dataset.cell}`;
}

/* Puts something into the outbox, as the form of a live page would. */
async function deliver(id, address, fields, title, more = {}) {
  const item = {
    person,
    edit_id: id,
    address,
    fields: [["edit_id", id], ...fields],
    bases: {},
    draft: "",
    page: here,
    place: document.title,
    title: title.slice(0, 120) || document.title,
    is_live: true,
    at: Date.now(),
    state: "waiting",
    ...more,
  };
  item.key = await store.put(item);
  changed();
  flush();
  return item;
}

/* Writes the cell: at once on this page, and on the server as soon as it answers. */
export async function save(cell, wanted, seen, more = {}) {
  await forgetRefused(cell);
  newest = freshId();
  const title = Object.values(wanted).flat().filter(Boolean).join(" · ");
  const kept = { cell: cell.id, wanted, seen };
  hold(cell, wanted);
  const item = await deliver(newest, addressOf(cell), sentAs(wanted, seen, more), title, kept);
  if (unsent.get(cell.id)?.at > item.at || done.has(item.edit_id)) return;
  unsent.set(cell.id, item);
  mark(cell);
}

/* Sends what is no cell, such as a mark of the whole step. */
export const send = (address, fields, title) => deliver(freshId(), address, fields, title);

/* Sends a form of one button without leaving the page. */
export function press(form) {
  const fields = [...new FormData(form)].filter(([name]) => !["csrf_token", "edit_id"].includes(name));
  newest = null;
  return deliver(freshId(), new URL(form.action).pathname, fields, form.textContent.trim());
}

async function forgetRefused(cell) {
  const earlier = unsent.get(cell.id);
  if (!earlier || !isRefused(earlier)) return;
  unsent.delete(cell.id);
  await store.remove(earlier.key);
}

/* The person goes on with what is saved. */
export async function drop(cell) {
  await forgetRefused(cell);
  mark(cell);
  changed();
}

/* The sign below a cell: not sent yet, or to be looked at. */
function mark(cell) {
  const item = unsent.get(cell.id);
  const old = cell.querySelector(".cell-unsent");
  if (old) old.remove();
  cell.classList.toggle("cell-refused", Boolean(item && isRefused(item)));
  if (!item || (!isRefused(item) && !["failing", "out"].includes(stateNow()))) return;
  const words = isRefused(item) ? say("cellRefused") : say("cellUnsent");
  cell.append(make("p", { class: "cell-unsent", id: `unsent-${cell.id}`, "data-kept": "" },
    icon(isRefused(item) ? "circle-alert" : "cloud-off"), words));
}

function clear(cell) {
  if (cell) mark(cell);
}

function markAll() {
  for (const id of unsent.keys()) {
    const cell = document.getElementById(id);
    if (cell) mark(cell);
  }
}

document.addEventListener("outbox:state", markAll);

/* What came anew from the server is not what this person has written since. */
document.addEventListener("live:changed", () => {
  for (const [id, item] of unsent) {
    const cell = document.getElementById(id);
    if (!cell) continue;
    hold(cell, item.wanted);
    document.dispatchEvent(new CustomEvent("cells:show", { detail: { cell, values: item.wanted } }));
    mark(cell);
  }
});

document.addEventListener("outbox:accepted", ({ detail: { item } }) => {
  if (!item.cell) return;
  own.add(item.cell);
  done.add(item.edit_id);
  const newest = unsent.get(item.cell);
  if (newest && newest.edit_id !== item.edit_id) return;
  unsent.delete(item.cell);
  const cell = document.getElementById(item.cell);
  if (cell) mark(cell);
  tell("saved", say("savedNow"));
});

document.addEventListener("outbox:refused", ({ detail: { item, told } }) => {
  if (!item.cell || item.page !== here) return;
  const refused = { ...item, state: "refused", told };
  unsent.set(item.cell, refused);
  const cell = document.getElementById(item.cell);
  if (!cell) return;
  mark(cell);
  document.dispatchEvent(new CustomEvent("cells:refused", { detail: { cell, item: refused } }));
});

/* Thrown away from the list of what is not sent: the cell shows again what is saved. */
async function look() {
  const keys = new Set((await store.itemsOf(person)).map((item) => item.key));
  const gone = [...unsent].filter(([, item]) => item.key !== undefined && isRefused(item) && !keys.has(item.key));
  for (const [id] of gone) unsent.delete(id);
  if (!gone.length) return;
  markAll();
  for (const [id] of gone) clear(document.getElementById(id));
  document.dispatchEvent(new CustomEvent("outbox:saved", { detail: {} }));
}

document.addEventListener("outbox:changed", () => look().catch(() => {}));

/* What this page, or the one before it, has not sent yet is shown as it was written. */
async function begin() {
  const items = await store.itemsOf(person);
  for (const item of items) if (item.cell && item.page === here) unsent.set(item.cell, item);
  document.dispatchEvent(new CustomEvent("live:changed", { detail: { root: document.body } }));
}

if (person) begin().catch(() => { /* a private window keeps nothing */ });
