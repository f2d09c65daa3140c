/* Tells people who listen to the page what happened in the room, in the words that stand on it, or only how much arrived. */

import { tell } from "../voice.js";
import { counted } from "../words.js";

const EVERY = 6000;
const own = new Set();
const arrived = new Set();
/* What each thing of the page said last: [data-news] names the thing, [data-say] is its sentence now. */
const known = new Map();
let timer = 0;

function look() {
  for (const { dataset: { news, say } } of document.querySelectorAll("[data-news]")) {
    if (known.has(news) && known.get(news) !== say) tell(news, say);
    known.set(news, say);
  }
}

document.addEventListener("live:changed", look);
look();

/* What the person did is no news to them. */
document.addEventListener("outbox:wrote", (event) => {
  for (const [workspace, position] of Object.entries(event.detail)) own.add(`${workspace}.${position}`);
});

function count() {
  timer = 0;
  const news = [...arrived].filter((each) => !own.has(each)).length;
  arrived.clear();
  if (news) tell("changes", counted("liveChanges", news));
}

export function announce(positions) {
  for (const position of positions) arrived.add(position);
  if (!timer) timer = setTimeout(count, EVERY);
}
