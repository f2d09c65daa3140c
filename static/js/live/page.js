/* A live page: it knows how far it has read, takes each frame once and in order, and reads itself anew after a gap.
   Its live areas are the page itself, and what stands on many pages and listens to a place of its own. */

import { typedIn } from "../fields.js";
import { stateNow } from "../outbox/sending.js";
import { giveWay, isOthers, readPage } from "../session.js";
import { make, person, say } from "../words.js";
import { announce } from "./announcing.js";
import { change, applyAll } from "./pieces.js";
import { morphInside, morphWhole } from "./morph.js";
import { greet, meet } from "./presence.js";
import { earliest, join, readCursors, written } from "./tabs.js";

const RETRY = 3000;
const body = document.body;
const main = document.getElementById("main");
const waiting = [];
const watchers = new Set();
const areas = new Map([...document.querySelectorAll("[data-live]")].map((area) => [area.dataset.livePage, area]));
/* How far each area had come when it was last read whole. */
const readAt = new Map([...areas].map(([page, area]) => [page, readCursors(area.dataset.live)]));
let cursors = earliest([...areas.values()].map((area) => area.dataset.live));
let reading = null;
let again = null;
let isUp = false;
let isOver = false;
let isMine = true;
let tabs = null;

const isReached = (at) => Object.entries(at).every(([workspace, position]) => {
  const cursor = cursors.get(workspace);
  return !cursor || cursor.position >= position;
});

/* Resolves to true once the page shows what these positions say, to false when it takes too long. */
function reached(at, milliseconds) {
  if (isReached(at)) return Promise.resolve(true);
  if (!isUp) return Promise.resolve(false);
  return new Promise((resolve) => {
    const watcher = { at, resolve };
    watchers.add(watcher);
    setTimeout(() => { if (watchers.delete(watcher)) resolve(false); }, milliseconds);
  });
}

function moved() {
  for (const watcher of watchers) {
    if (isReached(watcher.at)) {
      watchers.delete(watcher);
      watcher.resolve(true);
    }
  }
}

/* The reader's own parts are asked for by the reader: one fetch each. */
async function refreshOwn(names = null) {
  const wanted = [...document.querySelectorAll("[data-own]")].filter((element) => (
    !names || names.includes(element.id.replace(/^own-/, ""))));
  await Promise.all(wanted.map(async (element) => {
    try {
      const answer = await fetch(element.dataset.own);
      if (answer.ok && !answer.redirected) change(element, await answer.text(), false);
    } catch { /* the next change asks again */ }
  }));
}

function take({ id, data }) {
  const mine = Object.keys(data.at).filter((workspace) => cursors.has(workspace));
  const before = (workspace) => (data.from || {})[workspace] ?? data.at[workspace] - 1;
  const fresh = mine.filter((workspace) => data.at[workspace] > cursors.get(workspace).position);
  if (!fresh.length) return;
  if (fresh.some((workspace) => before(workspace) > cursors.get(workspace).position)) {
    readAnew();
    return;
  }
  const tokens = readCursors(id);
  for (const workspace of fresh) {
    const token = tokens.get(workspace) ? tokens.get(workspace).token : "";
    cursors.set(workspace, { position: data.at[workspace], token });
  }
  if (!applyAll(data.pieces || [])) readAnew();
  if (data.own) refreshOwn(data.own);
  moved();
  announce(fresh.map((workspace) => `${workspace}.${data.at[workspace]}`));
}

/* A rendering from before the page was read would put back what has changed since. */
function takeParts({ page, at, pieces }) {
  const read = readAt.get(page);
  if (!areas.has(page)) return;
  const steps = Object.entries(at).filter(([workspace]) => read.has(workspace))
    .map(([workspace, position]) => position - read.get(workspace).position);
  const isBehind = steps.some((step) => step < 0);
  if (isBehind && !steps.some((step) => step > 0)) return;
  if (isBehind || !applyAll(pieces)) readAnew();
  else fillOwn();
}

/* A part may bring a place for something of the reader's own, which no shared frame holds. */
function fillOwn() {
  const bare = [...document.querySelectorAll("[data-own]:not([data-asked])")].filter((each) => !each.childNodes.length);
  for (const each of bare) each.dataset.asked = "";
  if (bare.length) refreshOwn(bare.map((each) => each.id.replace(/^own-/, "")));
}

function warn(id, ...inside) {
  if (document.getElementById(id)) return;
  main.prepend(make("div", { class: "notice notice-stop", role: "alert", id, "data-kept": "" },
    make("div", { class: "notice-body" }, ...inside)));
}

function takeBack(id) {
  const notice = document.getElementById(id);
  if (notice) notice.remove();
  return Boolean(notice);
}

/* Nothing may be put in the place of what somebody is writing, nor of what waits to be sent. */
const isNeeded = () => typedIn(document).length > 0 || stateNow() === "out";

/* The record is closed to this person: the page says so itself, unless somebody writes on it. */
function leave() {
  if (isOver) return;
  isOver = true;
  if (isNeeded()) warn("live-gone", make("p", {}, say("liveGone")));
  else location.reload();
}

/* Nobody is signed in any more. */
function out() {
  document.dispatchEvent(new CustomEvent("live:state", { detail: "out" }));
  if (!isNeeded()) {
    location.reload();
    return;
  }
  const door = `${body.dataset.signIn}?next=${encodeURIComponent(location.pathname + location.search)}`;
  const link = make("a", { class: "button button-small", href: door, target: "_blank" }, say("outboxSignInNow"));
  warn("live-out", make("p", {}, say("outboxSignIn")), make("div", { class: "button-row" }, link));
}

function showParts(found, isWanted) {
  for (const part of document.querySelectorAll("[data-part]")) {
    const same = isWanted(part) ? found.getElementById(part.id) : null;
    if (same) morphWhole(part, same, false);
  }
}

/* Puts a page's new state into its area; false when what came is no such page any more. */
function show(area, found) {
  const fresh = found.getElementById("main");
  if (!fresh || !found.body.dataset.live) return false;
  if (area === body) {
    morphInside(main, [...fresh.childNodes], false);
    showParts(found, (part) => part.closest("[data-live]") === body && !main.contains(part));
    document.title = found.title;
  } else {
    showParts(found, (part) => area.contains(part));
  }
  return true;
}

/* Returns how far the area has been read, or null when it is closed to this person. */
async function readArea(page, area) {
  const { found, status } = await readPage(page);
  if (!found) {
    if (!isOthers()) out();
    return area.dataset.live;
  }
  if (status < 400 && show(area, found)) return found.body.dataset.live;
  if (area === body) leave();
  else area.remove();
  areas.delete(page);
  return null;
}

async function fetchAndShow() {
  const ats = [];
  for (const [page, area] of [...areas]) {
    const at = await readArea(page, area);
    if (at) readAt.set(page, readCursors(at));
    ats.push(at);
  }
  const earlier = [...cursors.keys()].join();
  cursors = earliest(ats.filter(Boolean));
  if ([...cursors.keys()].join() !== earlier) tabs.changed();
}

/* Reads the page as the server shows it now and puts it in place; frames that come meanwhile wait their turn. Whoever
   asks while it is being read may know of something newer: it is read once more. */
export function readAnew() {
  if (isOver) return Promise.resolve();
  if (reading) {
    again ||= reading.then(() => {
      again = null;
      return readAnew();
    });
    return again;
  }
  reading = fetchAndShow().then(() => true, () => false).then((isDone) => {
    reading = null;
    if (!isDone) setTimeout(readAnew, RETRY);
    moved();
    while (waiting.length && !reading) receive(waiting.shift());
  });
  return reading;
}

function welcome({ data, heard }) {
  isMine = String(data.person ?? "") === person;
  if (!isMine) giveWay();
  else if (takeBack("live-out")) readAnew();
  greet(data.stream);
  const offset = data.now - (heard || Date.now());
  document.dispatchEvent(new CustomEvent("live:clock", { detail: offset }));
}

function receive(frame) {
  const { kind, data } = frame;
  if (kind === "hello") {
    welcome(frame);
    return;
  }
  if (isOver || !isMine) return;
  if (kind === "presence") meet(data);
  else if (kind === "gone") readAnew();
  else if (reading) waiting.push(frame);
  else if (kind === "resync") readAnew();
  else if (kind === "parts") takeParts(data);
  else take(frame);
}

/* A refusal may concern another page of this browser: whether it concerns this one, the page itself tells. */
function state(is) {
  isUp = is === "up";
  if (is === "out") readAnew();
  else document.dispatchEvent(new CustomEvent("live:state", { detail: is }));
}

/* A write of this page was answered: show it, at the latest when the stream has had its time. What was sent from
   outside of all parts (`isWhole`) may have changed anything. */
async function wrote({ at, refreshed, isWhole = false }) {
  const isKnown = at && Object.keys(at).length > 0;
  const own = refreshOwn();
  if (!isKnown || isWhole || !await reached(at, 1500)) await readAnew();
  await own;
  fillOwn();
  if (refreshed) refreshed();
}

document.addEventListener("outbox:saved", (event) => wrote(event.detail));

/* Pages that nobody looks at may be left out of the stream; once looked at, they catch up. */
document.addEventListener("visibilitychange", () => { if (!document.hidden) tabs.seen(); });

/* The stream of somebody else's session tells this page nothing, nor the other pages of its person. */
document.addEventListener("session:other", () => {
  isOver = true;
  tabs.leave();
});

/* Whoever signed in again in another page comes back to this one. */
window.addEventListener("focus", () => { if (document.getElementById("live-out")) tabs.changed(); });

tabs = join({
  watch: () => ({ pages: [...areas.keys()], at: written(cursors), isHidden: document.hidden }),
  receive,
  state,
  catchUp: readAnew,
});
