/* The session's CSRF token on this page, and how to get another when the person signed in again elsewhere. */

import { person } from "./words.js";

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

/* Somebody else is signed in now: this page, with all that was written on it, is not for their eyes. The texts
   are kept under their writer's name. */
export function giveWay() {
  location.reload();
}

/* Returns the page at this address as a document, or null when nobody, or somebody else, is signed in. */
export async function readPage(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (answer.status >= 500 || answer.status === 429) throw new Error(`answered ${answer.status}`);
  const found = new DOMParser().parseFromString(await answer.text(), "text/html");
  const somebody = found.body.dataset.person || "";
  if (somebody && somebody !== person) giveWay();
  if (somebody !== person) return { found: null, status: 401 };
  keepTokens(found);
  return { found, status: answer.status };
}

/* Returns whether this page's person is signed in; if so, every form of the page holds a token that works. */
export async function renew() {
  return Boolean((await readPage(location.href)).found);
}
