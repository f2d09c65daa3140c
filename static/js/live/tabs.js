/* One stream for all pages of a browser: one page holds it and passes its frames on. A browser keeps only six
   connections to a server, and every open stream takes one. */

import { freshId } from "../edits.js";
import { person } from "../words.js";
import { connect } from "./stream.js";

const HIDDEN_FOR = 20000;
const GATHER = 60;
const AFTER_LEAVING = 5000;
/* The server renders so many pages for one stream. */
const MOST_PAGES = 4;
const TAB = freshId();
const NAME = `live:${person}`;

export function written(cursors) {
  return [...cursors].map(([workspace, { position, token }]) => (
    token ? `${workspace}.${position}.${token}` : `${workspace}.${position}`)).join("_");
}

export function readCursors(text) {
  const cursors = new Map();
  for (const each of text.split("_").filter(Boolean)) {
    const [workspace, position, token = ""] = each.split(".");
    cursors.set(workspace, { position: Number(position), token });
  }
  return cursors;
}

/* The earliest position of each workspace that anybody still needs. */
export function earliest(ats) {
  const all = new Map();
  for (const [workspace, cursor] of ats.flatMap((at) => [...readCursors(at)])) {
    const known = all.get(workspace);
    if (!known || cursor.position < known.position) all.set(workspace, cursor);
  }
  return all;
}

/* Those that somebody looks at come first. */
function pagesOf(watches) {
  const order = [...watches.filter((watch) => !watch.isHidden), ...watches.filter((watch) => watch.isHidden)];
  return [...new Set(order.flatMap((watch) => watch.pages))].slice(0, MOST_PAGES);
}

function addressFor(watches) {
  const pages = pagesOf(watches);
  const at = written(earliest(watches.map((watch) => watch.at)));
  return `/live?at=${at}${pages.map((page) => `&page=${encodeURIComponent(page)}`).join("")}`;
}

/* A page alone: its stream rests while nobody looks at it. */
function alone({ watch, receive, state }) {
  let stream = null;
  let timer = 0;
  let isGone = false;
  const open = () => { if (!isGone) stream = stream || connect(() => addressFor([watch()]), receive, state); };
  const close = () => {
    if (stream) stream.close();
    stream = null;
  };
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(close, HIDDEN_FOR);
    else open();
  });
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", open);
  open();
  return {
    changed: () => { if (stream) stream.anew(); },
    seen: () => {},
    leave: () => {
      isGone = true;
      close();
    },
  };
}

/* The page that holds the stream. */
function lead({ watch, receive, state, catchUp }, channel) {
  const others = new Map();
  const reached = new Map();
  let stream = null;
  let timer = 0;
  let hello = null;
  let now = "";
  let covered = { pages: new Set(), workspaces: new Set() };
  const watches = () => [watch(), ...others.values()];
  const tell = (message) => channel.postMessage({ from: TAB, ...message });

  /* What has been passed on need not be read again when the stream is opened anew. */
  function passed(frame) {
    for (const [workspace, cursor] of readCursors(frame.id)) {
      reached.set(workspace, cursor.position);
      for (const other of others.values()) {
        const at = readCursors(other.at);
        const known = at.get(workspace);
        if (known && known.position < cursor.position) other.at = written(at.set(workspace, cursor));
      }
    }
  }

  function onFrame(frame) {
    if (frame.kind === "hello") hello = { ...frame, heard: Date.now() };
    if (frame.kind === "message" || frame.kind === "resync") passed(frame);
    receive(frame);
    tell({ kind: "frame", frame });
  }

  /* After a refusal only those who are still there are asked for. */
  function onState(is) {
    now = is;
    state(is);
    tell({ kind: "state", is });
    if (is === "out") {
      others.clear();
      tell({ kind: "who" });
    }
  }

  function address() {
    const all = watches();
    covered = {
      pages: new Set(pagesOf(all)),
      workspaces: new Set(all.flatMap((each) => [...readCursors(each.at).keys()])),
    };
    return addressFor(all);
  }

  function open() {
    if (stream) stream.anew();
    else stream = connect(address, onFrame, onState);
  }

  function soon(wait) {
    clearTimeout(timer);
    timer = setTimeout(open, wait);
  }

  function isCovered(other) {
    return other.pages.every((page) => covered.pages.has(page))
      && [...readCursors(other.at).keys()].every((workspace) => covered.workspaces.has(workspace));
  }

  function joined(other) {
    others.set(other.from, { pages: other.pages, at: other.at, isHidden: other.isHidden });
    if (now) tell({ kind: "state", is: now, to: other.from });
    if (hello) tell({ kind: "frame", frame: hello, to: other.from });
    const isBehind = [...readCursors(other.at)].some(([workspace, cursor]) => (
      cursor.position < (reached.get(workspace) || 0)));
    if (isCovered(other) && !isBehind) return;
    if (other.isBack) tell({ kind: "behind", to: other.from });
    soon(GATHER);
  }

  function seen() {
    if (isCovered(watch())) return;
    catchUp();
    soon(GATHER);
  }

  channel.addEventListener("message", ({ data }) => {
    if (data.kind === "watch") joined(data);
    if (data.kind === "leave" && others.delete(data.from)) soon(AFTER_LEAVING);
  });
  tell({ kind: "who" });
  soon(GATHER);
  return {
    changed: () => soon(GATHER),
    seen,
    close: () => {
      clearTimeout(timer);
      if (stream) stream.close();
    },
  };
}

function shared(mine) {
  const channel = new BroadcastChannel(NAME);
  let leading = null;
  let isGone = false;
  let release = () => {};
  const tell = (message) => { if (!isGone) channel.postMessage({ from: TAB, ...message }); };
  const announce = (isBack) => tell({ kind: "watch", isBack, ...mine.watch() });
  channel.addEventListener("message", ({ data }) => {
    if (leading || (data.to && data.to !== TAB)) return;
    if (data.kind === "who") announce(false);
    if (data.kind === "behind") mine.catchUp();
    if (data.kind === "frame") mine.receive(data.frame);
    if (data.kind === "state") mine.state(data.is);
  });
  announce(false);
  navigator.locks.request(NAME, () => isGone || new Promise((resolve) => {
    leading = lead(mine, channel);
    release = resolve;
  }));
  window.addEventListener("pagehide", () => tell({ kind: "leave" }));
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  return {
    changed: () => (leading ? leading.changed() : announce(false)),
    seen: () => (leading ? leading.seen() : announce(true)),
    leave: () => {
      tell({ kind: "leave" });
      isGone = true;
      channel.close();
      if (leading) leading.close();
      leading = null;
      release();
    },
  };
}

/* `watch()` returns {pages, at, isHidden}; `receive(frame)` and `state(is)` hear of what comes. Web Locks need HTTPS or
   this very computer: elsewhere each page has a stream of its own. */
export function join(mine) {
  return navigator.locks && window.BroadcastChannel ? shared(mine) : alone(mine);
}
