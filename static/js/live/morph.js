/* Puts arriving HTML into the page without disturbing anybody: what is typed, ticked, open or in focus stays. */

import { Idiomorph } from "../vendor/idiomorph-0.8.0.esm.js";
import { isBox, isChanged, isText, isTypingIn, isUsed } from "../fields.js";
import { refresh } from "../edits.js";
import { undisturbed } from "../focus.js";
import { fillTokens } from "../session.js";

/* Filled in by the browser, and empty in what many people share. */
const OWN = 'input[name="csrf_token"], input[name="edit_id"], input[data-fresh-id]';

const isElement = (node) => node.nodeType === Node.ELEMENT_NODE;

/* A form in which somebody writes keeps all it carries along: with a newer version number their text would
   replace, unasked, what another person has saved meanwhile. */
const isCarried = (field) => field.type === "hidden" && field.form && isTypingIn(field.form);

function stays(node, isShared) {
  if (isShared && node.matches("[data-own]")) return true;
  if (node.matches(OWN)) return Boolean(node.value);
  if (node.tagName === "INPUT" && isCarried(node)) return true;
  return isText(node) && isUsed(node);
}

/* Scripts add notices and marks; a form in which somebody writes outlives its removal on the server. */
const isKept = (node) => isElement(node)
  && (node.matches("[data-kept]") || isTypingIn(node) || (isText(node) && isUsed(node)));

function keepsAttribute(name, element) {
  if (name === "open") return element.tagName === "DETAILS";
  if (name === "checked") return isBox(element) && isChanged(element);
  if (name === "tabindex") return element === document.activeElement;
  if (name === "selected") return element.closest("select") !== null && isChanged(element.closest("select"));
  return name === "data-order" || name === "data-by-script";
}

/* What came for everybody (`isShared`) says nothing of the reader's own parts. */
const callbacks = (isShared) => ({
  beforeNodeMorphed: (old, fresh) => !(isElement(old) && isElement(fresh) && stays(old, isShared)),
  beforeNodeRemoved: (node) => !isKept(node),
  beforeAttributeUpdated: (name, element) => !keepsAttribute(name, element),
});

/* What the person had chosen is put back, should a menu's options have moved. */
function chosenIn(root) {
  return [...root.querySelectorAll("select")].filter(isChanged).map((field) => [field, field.value]);
}

/* New forms get their ids and token; other scripts hear of what is new by the event "live:changed". */
export function settle(root) {
  fillTokens(root);
  const inside = root.matches("form") ? [root] : root.querySelectorAll("form");
  for (const form of inside) {
    const id = form.querySelector('input[name="edit_id"]');
    if (id && !id.value) refresh(form);
  }
  document.dispatchEvent(new CustomEvent("live:changed", { detail: { root } }));
}

function morph(element, fresh, morphStyle, isShared) {
  const chosen = chosenIn(element);
  const rules = { morphStyle, restoreFocus: false, callbacks: callbacks(isShared) };
  undisturbed(() => Idiomorph.morph(element, fresh, rules));
  for (const [field, value] of chosen) {
    if (field.isConnected && [...field.options].some((option) => option.value === value)) field.value = value;
  }
  settle(element);
}

export const morphInside = (element, fresh, isShared = true) => morph(element, fresh, "innerHTML", isShared);

/* Both have the same id, so that attributes change in place. */
export const morphWhole = (element, fresh, isShared = true) => morph(element, fresh, "outerHTML", isShared);

export function parsed(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content;
}
