/* The mark in the bar that says whether everything is with the server; it is never out of sight. */

import { isTyped } from "./fields.js";
import { isOthers } from "./session.js";
import { counted, icon, person, say } from "./words.js";
import { itemsOf } from "./outbox/store.js";
import { stateNow } from "./outbox/sending.js";

/* A quick save needs no "Saving…" that flickers and is read aloud. */
const PATIENCE = 400;
const CALM = 300;
const mark = document.querySelector("[data-saved]");
const word = mark && mark.querySelector(".saved-word");
const sign = mark && mark.querySelector("[data-saved-icon]");
let stream = "";
let unsent = 0;
let timer = 0;

const LOOKS = {
  all: ["", "cloud-check"],
  draft: ["saved-wait", "pen"],
  saving: ["saved-wait", "cloud"],
  unsent: ["saved-off", "cloud-off"],
  offline: ["saved-off", "cloud-off"],
  out: ["saved-off", "log-in"],
};

const isWriting = () => [...document.querySelectorAll("form[data-draft]")]
  .some((form) => [...form.elements].some(isTyped));

function wordFor(look) {
  if (look === "unsent") return counted("unsent", unsent);
  return say(`saved${look[0].toUpperCase()}${look.slice(1)}`);
}

function lookNow() {
  const sending = stateNow();
  if (isOthers()) return unsent ? "unsent" : "draft";
  if (unsent && sending === "out") return "out";
  if (unsent && sending !== "sending") return "unsent";
  if (sending === "sending") return "saving";
  if (stream === "out") return "out";
  if (stream === "down" || !navigator.onLine) return "offline";
  return isWriting() ? "draft" : "all";
}

function show() {
  const look = lookNow();
  mark.hidden = false;
  if (mark.dataset.look === look && word.textContent === wordFor(look)) return;
  /* Only what needs somebody is read aloud: what was saved is said once, in words of its own. */
  mark.setAttribute("aria-live", ["all", "draft", "saving"].includes(look) ? "off" : "polite");
  const [kind, name] = LOOKS[look];
  mark.className = `saved ${kind}`.trim();
  mark.dataset.look = look;
  sign.replaceChildren(icon(name));
  word.textContent = wordFor(look);
}

function showSoon() {
  clearTimeout(timer);
  timer = setTimeout(show, lookNow() === "saving" ? PATIENCE : CALM);
}

async function recount() {
  try { unsent = person ? (await itemsOf(person)).length : 0; } catch { unsent = 0; }
  showSoon();
}

function start() {
  for (const name of ["outbox:changed", "outbox:state", "outbox:accepted", "outbox:refused"]) {
    document.addEventListener(name, recount);
  }
  document.addEventListener("live:state", (event) => {
    stream = event.detail;
    showSoon();
  });
  for (const name of ["input", "reset", "outbox:emptied", "live:changed", "session:other"]) document.addEventListener(name, showSoon);
  for (const name of ["online", "offline"]) window.addEventListener(name, showSoon);
  recount();
}

if (mark) start();
