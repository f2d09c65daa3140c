/* Sends what the outbox holds, one after the other in the order of writing, until each was accepted exactly once. */

import { savedNow } from "../saved.js";
import { isOthers, renew, token } from "../session.js";
import { person } from "../words.js";
import * as store from "./store.js";

const PATIENCE = 30000;
const LONGEST_WAIT = 60000;
/* A browser finishes so much even when the page is left meanwhile. */
const MOST_KEPT_ALIVE = 60000;
const channel = window.BroadcastChannel ? new BroadcastChannel(`outbox:${person}`) : null;
let failures = 0;
let timer = 0;
let running = null;
let asksAgain = false;
let state = "idle";
/* The item that is on its way, whichever page of this browser sends it. */
let flying = null;

/* waiting: to be sent. refused: the server wants the person to look. shown: its page was opened to do so. */
export const isWaiting = (item) => item.state === "waiting";

export const isFlying = (item) => item.key === flying;

export const stateNow = () => state;

function tell(name, detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

/* Pages of the same browser show the same outbox, and the page that wrote an item acts on its answer. */
function tellAll(name, detail) {
  tell(name, detail);
  if (channel) channel.postMessage({ name, detail });
}

if (channel) channel.onmessage = ({ data }) => tell(data.name, data.detail);

function enter(next) {
  state = next;
  tell("outbox:state", next);
}

async function post(item) {
  const fields = new URLSearchParams(item.fields);
  fields.append("csrf_token", token());
  const stop = new AbortController();
  const clock = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(item.address, {
      method: "POST",
      body: fields,
      headers: { "X-Outbox": "1", "X-Outbox-Person": item.person, "X-Outbox-Page": encodeURI(item.page) },
      signal: stop.signal,
      keepalive: fields.toString().length < MOST_KEPT_ALIVE,
    });
    const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    return { answer, told: isJson ? await answer.json() : null };
  } finally {
    clearTimeout(clock);
  }
}

/* What an answer means: saved, later, out (nobody, or somebody else, is signed in), or refused. */
function meaningOf(item, { answer, told }) {
  if (answer.ok && told && told.go) return "saved";
  if (answer.ok && savedNow() === item.edit_id) return "saved";
  if ([408, 429].includes(answer.status) || answer.status >= 500) return "later";
  return answer.status === 401 || answer.status === 400 ? "out" : "refused";
}

async function attempt(item) {
  let result = await post(item);
  let meaning = meaningOf(item, result);
  if (meaning === "out") {
    if (!await renew()) return { meaning };
    result = await post(item);
    meaning = meaningOf(item, result);
    if (meaning === "out") meaning = "refused";
  }
  return { meaning, ...result };
}

async function accepted(item, { told, answer }) {
  await store.remove(item.key);
  const facts = told || { go: new URL(answer.url).pathname, at: {} };
  tell("outbox:wrote", facts.at || {});
  tellAll("outbox:accepted", { item, ...facts });
}

/* The item leaves the queue, so that what was written after it is not held up. Thrown away meanwhile, it stays away. */
async function setAside(item, told) {
  if (!await store.find(item.key)) return;
  await store.put({ ...item, state: "refused", told });
  tellAll("outbox:refused", { item, told });
}

function tryLater(answer) {
  failures += 1;
  const asked = Number(answer && answer.headers.get("Retry-After")) * 1000 || 0;
  const wait = Math.max(asked, Math.min(LONGEST_WAIT, 1000 * 2 ** failures) * (0.75 + Math.random() / 2));
  clearTimeout(timer);
  timer = setTimeout(flush, wait);
  enter("failing");
}

async function sendAll() {
  for (;;) {
    const item = (await store.itemsOf(person)).find(isWaiting);
    if (!item) {
      failures = 0;
      enter("idle");
      return;
    }
    enter("sending");
    tellAll("outbox:flying", item.key);
    let result;
    try { result = await attempt(item); } catch { result = { meaning: "later" }; }
    tellAll("outbox:flying", null);
    if (result.meaning === "saved") {
      failures = 0;
      await accepted(item, result);
    } else if (result.meaning === "refused") await setAside(item, result.told);
    else if (result.meaning === "out") {
      enter(isOthers() ? "other" : "out");
      return;
    } else {
      tryLater(result.answer);
      return;
    }
  }
}

/* One page at a time, where the browser lets us say so; elsewhere the edit_id keeps a second try without effect. */
const alone = (deed) => (navigator.locks ? navigator.locks.request(`outbox:${person}`, deed) : deed());

/* Sends now whatever waits; called again while it runs, it looks once more at the end. */
export async function flush() {
  if (!person) return;
  asksAgain = true;
  if (running) return;
  running = (async () => {
    while (asksAgain) {
      asksAgain = false;
      try { await alone(sendAll); } catch { tryLater(null); }
    }
  })();
  await running;
  running = null;
}

/* Something has changed for the better: the next try need not wait. */
export function flushSoon() {
  clearTimeout(timer);
  flush();
}

export function changed() {
  tellAll("outbox:changed");
}

window.addEventListener("online", flushSoon);
document.addEventListener("visibilitychange", () => { if (!document.hidden) flushSoon(); });
window.addEventListener("focus", () => { if (["out", "other"].includes(state)) flushSoon(); });
document.addEventListener("outbox:flying", (event) => { flying = event.detail; });
document.addEventListener("live:state", (event) => { if (event.detail === "up" && state === "failing") flushSoon(); });
