/* Where the focus stands, and where it goes when the page changes under it: never to something that does another thing. */

import { addressOf, isText } from "./fields.js";

const isShown = (element) => element.getClientRects().length > 0;
const wordsOf = (element) => element.textContent.trim().replace(/\s+/g, " ");

/* What pressing it does. Both turns of a switch are one deed, and so is a button that has an id; null for a field. */
function deedOf(element) {
  if (element.tagName === "A") return `a ${element.getAttribute("href")}`;
  if (element.tagName === "SUMMARY") return `summary ${wordsOf(element)}`;
  if (element.tagName !== "BUTTON") return null;
  const { form, id } = element;
  if (id || !form) return `button ${id || wordsOf(element)}`;
  if (form.dataset.same) return `switch ${form.dataset.same}`;
  return `${addressOf(form, element).href} ${element.name} ${element.value} ${wordsOf(element)}`;
}

function around(element) {
  const all = [];
  for (let each = element.parentElement; each && each !== document.body; each = each.parentElement) all.push(each);
  return [...all, document.getElementById("main"), document.body].filter(Boolean);
}

function selectionOf(element) {
  try {
    return element.selectionStart === null ? null : [element.selectionStart, element.selectionEnd];
  } catch {
    return null;
  }
}

/* What must be known of the focus before a change; null where nothing has it. */
function focusNow() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const place = isText(element) ? selectionOf(element) : null;
  return { element, deed: deedOf(element), around: around(element), place };
}

function sameAs({ element, deed }) {
  const candidates = deed ? document.querySelectorAll("button, summary, a[href]") : [document.getElementById(element.id)];
  return [element, ...candidates].find((each) => each && each.isConnected && isShown(each) && deedOf(each) === deed);
}

/* What was pressed is gone: its person goes on from the heading above it, where a second Enter does nothing. */
function focusHeading(places) {
  for (const place of places) {
    const heading = place.isConnected && [...place.querySelectorAll("h1, h2, h3")].find(isShown);
    if (heading) {
      heading.tabIndex = -1;
      heading.focus();
      return;
    }
  }
}

function giveBack(before) {
  const now = document.activeElement;
  if (now !== before.element && now !== document.body && now !== null) return;
  const same = sameAs(before);
  if (!same) focusHeading(before.around);
  else if (now !== same) same.focus({ preventScroll: same === before.element });
  if (!before.place || same !== before.element || now === same) return;
  try { same.setSelectionRange(...before.place); } catch { /* a field without a text cursor */ }
}

/* Runs a change of the page and keeps the focus, with its text cursor, where it was. */
export function undisturbed(change) {
  const before = focusNow();
  change();
  if (before) giveBack(before);
}
