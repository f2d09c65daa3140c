/* A part that somebody folded open stays open for them in this browser, on every page that has it. */

import { person } from "./words.js";

const keyOf = (part) => `open:${person}:${part.dataset.remember}`;

function stored(deed) {
  try { return deed(localStorage); } catch { return null; }
}

for (const part of document.querySelectorAll("details[data-remember]")) {
  if (stored((kept) => kept.getItem(keyOf(part)))) part.open = true;
  part.addEventListener("toggle", () => stored((kept) => (part.open ? kept.setItem(keyOf(part), "1") : kept.removeItem(keyOf(part)))));
}
