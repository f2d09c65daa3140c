/* The session's CSRF token on this page, and how to get another when the person signed in again elsewhere. */

import { draftCount } from "./drafts.js";
import { itemsOf } from "./outbox/store.js";
import { make, person, say } from "./words.js";

let isOther = false;

const inputs = (root) => root.querySelectorAll('input[name="csrf_token"]');

export const token = () => [...inputs(document)].map((input) => input.value).find(Boolean) || "";

/* Streamed forms come without a token, as many people share them. */
export function fillTokens(root) {
  const present = token();
  for (const input of inputs(root)) if (!input.value) input.value = present;
}

function keepTokens(found) {
  const fresh = [...inputs(found)].map((input) => input.value).find(Boolean);
  if (fresh) for (const input of inputs(document)) input.value = fresh;
}

/* Whether somebody else signed in in this browser since the page was made. */
export const isOthers = () => isOther;

/* Somebody else is signed in now: this page, with all that was written on it, is not for their eyes. The texts
   are kept under their writer's name, and the page says so as long as there are any. */
export async function giveWay() {
  if (isOther) return;
  isOther = true;
  const unsent = await itemsOf(person).catch(() => []);
  if (!unsent.length && !draftCount()) {
    location.reload();
    return;
  }
  const link = make("a", { class: "button button-main", href: "/" }, say("otherGo"));
  document.getElementById("main").replaceChildren(make("div", { class: "empty", role: "alert", id: "other-person" },
    make("h1", {}, say("otherTitle")), make("p", { class: "page-lead" }, say("otherKept")),
    make("div", { class: "button-row" }, link)));
  document.dispatchEvent(new CustomEvent("session:other"));
  window.addEventListener("focus", () => renew().catch(() => {}));
}

/* Returns the page at this address as a document, or null when nobody, or somebody else, is signed in. */
export async function readPage(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (answer.status >= 500 || answer.status === 429) throw new Error(`answered ${answer.status}`);
  const found = new DOMParser().parseFromString(await answer.text(), "text/html");
  const somebody = found.body.dataset.person || "";
  if (somebody && somebody !== person) await giveWay();
  else if (somebody && isOther) location.reload();
  if (somebody !== person) return { found: null, status: 401 };
  keepTokens(found);
  return { found, status: answer.status };
}

/* Returns whether this page's person is signed in; if so, every form of the page holds a token that works. */
export async function renew() {
  return Boolean((await readPage(location.href)).found);
}
