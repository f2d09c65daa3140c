/* Tells people who listen to the page that something arrived: only how much, and not more often than they can bear. */

import { counted, make } from "../words.js";

const EVERY = 6000;
const region = make("div", { class: "sr", role: "status", id: "live-said", "data-kept": "" });
const own = new Set();
const arrived = new Set();
let timer = 0;

document.body.append(region);

/* What the person did is no news to them. */
document.addEventListener("outbox:wrote", (event) => {
  for (const [workspace, position] of Object.entries(event.detail)) own.add(`${workspace}.${position}`);
});

function speak() {
  timer = 0;
  const news = [...arrived].filter((each) => !own.has(each)).length;
  arrived.clear();
  if (news) region.textContent = counted("liveChanges", news);
}

export function announce(positions) {
  for (const position of positions) arrived.add(position);
  if (!timer) timer = setTimeout(speak, EVERY);
}
