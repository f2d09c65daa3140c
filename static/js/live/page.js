/* A live page: it knows how far it has read, takes each frame once and in order, and reads itself anew after a gap. */

import { typedIn } from "../fields.js";
import { readPage } from "../session.js";
import { make, person, say } from "../words.js";
import { announce } from "./announcing.js";
import { change, applyAll } from "./pieces.js";
import { morphInside, morphWhole } from "./morph.js";
import { greet, meet } from "./presence.js";
import { join, readCursors, written } from "./tabs.js";

const RETRY = 3000;
const body = document.body;
const page = body.dataset.livePage;
const main = document.getElementById("main");
const waiting = [];
const watchers = new Set();
let cursors = readCursors(body.dataset.live);
let reading = null;
let isUp = false;
let isOver = false;
let tabs = null;

export const isReached = (at) => Object.entries(at).every(([workspace, position]) => {
  const cursor = cursors.get(workspace);
  return !cursor || cursor.position >= position;
});

/* Resolves to true once the page shows what these positions say, to false when it takes too long. */
export function reached(at, milliseconds) {
  if (isReached(at)) return Promise.resolve(true);
  if (!isUp) return Promise.resolve(false);
  return new Promise((resolve) => {
    const watcher = { at, resolve };
    watchers.add(watcher);
    setTimeout(() => { if (watchers.delete(watcher)) resolve(false); }, milliseconds);
  });
}

function moved() {
  body.dataset.live = written(cursors);
  for (const watcher of watchers) {
    if (isReached(watcher.at)) {
      watchers.delete(watcher);
      watcher.resolve(true);
    }
  }
}

/* The reader's own parts are asked for by the reader: one fetch each. */
export async function refreshOwn(names = null) {
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

function takeParts(data) {
  if (data.page === page && !applyAll(data.pieces)) readAnew();
}

/* The page of the door, or of a closed room, must not be put in the place of what is being written here. */
function leave() {
  if (isOver) return;
  isOver = true;
  document.dispatchEvent(new CustomEvent("live:state", { detail: "out" }));
  if (!typedIn(document).length) {
    location.reload();
    return;
  }
  const notice = make("div", { class: "notice notice-stop", role: "alert", id: "live-gone", "data-kept": "" },
    make("p", {}, say("liveGone")));
  main.prepend(notice);
}

function show(found) {
  const fresh = found.getElementById("main");
  if (!fresh || !found.body.dataset.live) return false;
  morphInside(main, [...fresh.childNodes], false);
  for (const part of document.querySelectorAll("[data-part]")) {
    const same = main.contains(part) ? null : found.getElementById(part.id);
    if (same) morphWhole(part, same, false);
  }
  document.title = found.title;
  const earlier = [...cursors.keys()].join();
  cursors = readCursors(found.body.dataset.live);
  if ([...cursors.keys()].join() !== earlier) tabs.changed();
  return true;
}

async function fetchAndShow() {
  const { found, status } = await readPage(page);
  if (!found) {
    out();
    return;
  }
  if (status >= 400 || !show(found)) leave();
}

/* Reads the page as the server shows it now and puts it in place; frames that come meanwhile wait their turn. */
export function readAnew() {
  if (isOver) return Promise.resolve();
  if (!reading) {
    reading = fetchAndShow().then(() => true, () => false).then((isDone) => {
      reading = null;
      if (!isDone) setTimeout(readAnew, RETRY);
      moved();
      while (waiting.length && !reading) receive(waiting.shift());
    });
  }
  return reading;
}

/* Nobody is signed in, or somebody else is: what they may see is not for this page. */
function out() {
  document.dispatchEvent(new CustomEvent("live:state", { detail: "out" }));
}

function receive(frame) {
  if (isOver) return;
  const { kind, data } = frame;
  if (kind === "hello") {
    if (String(data.person ?? "") !== person) out();
    greet(data.stream);
    const offset = data.now - (frame.heard || Date.now());
    document.dispatchEvent(new CustomEvent("live:clock", { detail: offset }));
  } else if (kind === "presence") meet(data);
  else if (kind === "gone") leave();
  else if (reading) waiting.push(frame);
  else if (kind === "resync") readAnew();
  else if (kind === "parts") takeParts(data);
  else take(frame);
}

function state(is) {
  isUp = is === "up";
  document.dispatchEvent(new CustomEvent("live:state", { detail: is }));
}

/* A write of this page was answered: show it, at the latest when the stream has had its time. */
async function wrote({ at, refreshed }) {
  const isKnown = at && Object.keys(at).length > 0;
  if (!isKnown || !await reached(at, 1500)) await readAnew();
  await refreshOwn();
  if (refreshed) refreshed();
}

document.addEventListener("outbox:saved", (event) => {
  event.preventDefault();
  wrote(event.detail);
});

tabs = join({ watch: () => ({ page, at: written(cursors) }), receive, state });
