/* Everybody is called to one place: whoever neither writes nor says "Stay here" is taken there, once; others find the link. */

import { hasDepartedSince } from "./departure.js";
import { isTypingIn } from "./fields.js";
import { undisturbed } from "./focus.js";

const KEY = "summons";
/* Time to hear or read where one is going, and to refuse; the sentence beside the button names it. */
const PAUSE = 20000;
let timer = 0;
let waitingFor = "";

const nameOf = (call) => `${call.dataset.summon} ${call.dataset.summonedAt}`;

/* A private window may refuse to remember: then nobody is taken anywhere. */
function remember(name) {
  try {
    sessionStorage.setItem(KEY, name);
    return true;
  } catch {
    return false;
  }
}

function isKnown(name) {
  try { return sessionStorage.getItem(KEY) === name; } catch { return true; }
}

/* The line of the summons may be put in place anew while the time runs. */
function offer() {
  for (const each of document.querySelectorAll("[data-stay]")) each.hidden = !timer;
}

function stay() {
  const call = document.querySelector("[data-summon]");
  clearTimeout(timer);
  timer = 0;
  if (call) remember(nameOf(call));
  undisturbed(offer);
}

function go(name) {
  timer = 0;
  offer();
  const call = document.querySelector("[data-summon]");
  if (!call || nameOf(call) !== name || hasDepartedSince(Date.now() - PAUSE)) return;
  /* Asked at the last moment: nobody is led away from a text, now or later. */
  if (remember(name) && !isTypingIn(document)) location.assign(call.dataset.summon);
}

function look() {
  const call = document.querySelector("[data-summon]");
  const name = call ? nameOf(call) : "";
  if (timer && name !== waitingFor) {
    clearTimeout(timer);
    timer = 0;
  }
  if (call && location.pathname === call.dataset.summon) remember(name);
  else if (call && !timer && !isKnown(name)) timer = setTimeout(go, PAUSE, name);
  waitingFor = name;
  offer();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("button[data-stay]")) stay();
});

document.addEventListener("live:changed", look);
look();
