/* Everybody is called to one place: whoever writes nothing is taken there, once; whoever writes finds the link. */

import { hasDepartedSince } from "./departure.js";
import { isTypingIn } from "./fields.js";

const KEY = "summons";
/* Time to read where one is going. */
const PAUSE = 2000;
let timer = 0;

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

function go(name) {
  timer = 0;
  const call = document.querySelector("[data-summon]");
  if (!call || nameOf(call) !== name || hasDepartedSince(Date.now() - PAUSE)) return;
  const isThere = location.pathname === call.dataset.summon;
  /* Asked at the last moment: nobody is led away from a text, now or later. */
  const isFree = !isThere && !isTypingIn(document);
  if (remember(name) && isFree) location.assign(call.dataset.summon);
}

function look() {
  const call = document.querySelector("[data-summon]");
  if (!call || timer || isKnown(nameOf(call))) return;
  timer = setTimeout(go, PAUSE, nameOf(call));
}

document.addEventListener("live:changed", look);
look();
