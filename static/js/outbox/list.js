/* The list of what is not sent yet, under the mark in the bar: send now, open, throw away. */

import { isOthers } from "../session.js";
import { button, counted, make, person, say } from "../words.js";
import * as store from "./store.js";
import { isFlying, isWaiting, stateNow } from "./sending.js";

const place = document.querySelector("[data-outbox]");
const NEWS = ["session:other", ...["changed", "state", "flying", "accepted", "refused"].map((name) => `outbox:${name}`)];
let deeds = null;

const when = (at) => new Intl.DateTimeFormat(document.documentElement.lang, {
  hour: "numeric", minute: "2-digit", day: "numeric", month: "short",
}).format(at).replace(/\s[AP]M$/, (half) => ` ${half.trim().toLowerCase()}`);

/* All that was typed, not only the beginning that serves as a title. */
function textsOf(item) {
  const texts = item.fields.filter(([name, value]) => name in item.bases && value.trim());
  return texts.map(([, value]) => make("p", { class: "version-text" }, value));
}

/* Thrown away is gone: the first press only asks. */
function dropButton(item) {
  const made = button(say("outboxDrop"), () => {
    if (made.dataset.sure) deeds.drop(item);
    else {
      made.dataset.sure = "yes";
      made.textContent = say("outboxDropSure");
    }
  }, "button-quiet");
  return made;
}

/* The address of another page cannot be opened while the server does not answer; what is on its way may have arrived. */
function canOpen(item) {
  if (isFlying(item)) return false;
  const isHere = item.page === location.pathname + location.search;
  if (!isWaiting(item)) return navigator.onLine;
  return Object.keys(item.bases).length > 0 && (isHere || (navigator.onLine && stateNow() !== "failing"));
}

function line(item) {
  const row = make("div", { class: "button-row" });
  if (canOpen(item)) row.append(button(say("outboxOpen"), () => deeds.open(item)));
  row.append(dropButton(item));
  const texts = textsOf(item);
  const head = make("p", { class: "small muted" }, `${item.place} · ${when(item.at)}`);
  const title = texts.length ? [] : [make("p", {}, item.title)];
  const why = isWaiting(item) ? [] : [make("p", { class: "small" }, say("outboxNeeds"))];
  return make("li", { class: "outbox-item" }, head, ...title, ...texts, ...why, row);
}

function signIn() {
  const next = encodeURIComponent(location.pathname + location.search);
  return make("a", { class: "button button-small button-main", href: `${document.body.dataset.signIn}?next=${next}` },
    say("outboxSignInNow"));
}

async function show() {
  const items = await store.itemsOf(person);
  const isShown = items.length > 0 && !isOthers();
  place.hidden = !isShown;
  if (!isShown) {
    place.open = false;
    return;
  }
  const isOut = stateNow() === "out";
  const sheet = place.querySelector(".menu-sheet");
  const summary = place.querySelector("summary");
  summary.textContent = say("outboxShow");
  summary.setAttribute("aria-label", `${say("outboxShow")}: ${counted("unsent", items.length)}`);
  sheet.replaceChildren(
    make("h2", {}, say("outboxTitle")),
    make("p", { class: "small" }, say(isOut ? "outboxSignIn" : "outboxWhy")),
    make("div", { class: "button-row" }, isOut ? signIn() : button(say("outboxSend"), deeds.flushSoon, "button-main")),
    make("ul", { class: "outbox-items" }, ...items.map(line)),
  );
}

export function showList(whatToDo) {
  if (!place) return;
  deeds = whatToDo;
  for (const name of NEWS) {
    document.addEventListener(name, () => show().catch(() => {}));
  }
}
