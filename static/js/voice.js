/* The one region in which the page speaks to people who listen to it: not more often than they can bear. */

import { isOn } from "./settings.js";
import { make } from "./words.js";

const EVERY = 5000;
/* What one press changes arrives in several frames and is said in one breath. */
const BREATH = 400;
const region = make("div", { class: "sr", role: "status", id: "said", "data-kept": "" });
const waiting = new Map();
let spokenAt = -EVERY;
let timer = 0;

document.body.append(region);

/* "Saved" and "changes arrived" say less than what happened, which is said instead where it is known. */
function sentences() {
  const news = [...waiting].filter(([kind]) => kind !== "saved" && kind !== "changes").map(([, sentence]) => sentence);
  return news.length ? new Set(news) : [waiting.get("saved") || waiting.get("changes")];
}

function speak() {
  timer = 0;
  spokenAt = performance.now();
  /* A new element is news even when the words are the same as before. */
  region.replaceChildren(make("p", {}, [...sentences()].join(" ")));
  waiting.clear();
}

/* The latest sentence of each kind is the one that is said. */
export function tell(kind, sentence) {
  if (!sentence || (kind === "changes" && !isOn("changes"))) return;
  waiting.set(kind, sentence);
  if (!timer) timer = setTimeout(speak, Math.max(BREATH, spokenAt + EVERY - performance.now()));
}
