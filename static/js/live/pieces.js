/* Puts the pieces of a frame in their places: parts that changed, notes that came, moved or went. */

import { isTypingIn } from "../fields.js";
import { undisturbed } from "../focus.js";
import { morphInside, morphWhole, parsed, settle } from "./morph.js";

function orderOf(element) {
  const order = Number(element.dataset.order);
  return element.dataset.order === undefined || Number.isNaN(order) ? Infinity : order;
}

/* moveBefore keeps focus and playing state; old browsers lose the focus, which `undisturbed` gives back. */
function put(list, element, before) {
  if (element.isConnected && list.moveBefore) list.moveBefore(element, before);
  else list.insertBefore(element, before);
}

function place(element, list, order) {
  if (order !== undefined) element.dataset.order = order;
  const mine = orderOf(element);
  const others = [...list.children].filter((each) => each !== element && each.dataset.order !== undefined);
  const before = others.find((each) => orderOf(each) > mine) || null;
  const isThere = element.parentNode === list && element.nextElementSibling === before;
  if (!isThere) undisturbed(() => put(list, element, before));
}

function take(element) {
  if (!isTypingIn(element)) undisturbed(() => element.remove());
}

function rootOf(fresh, id) {
  const [first] = fresh.children;
  return fresh.children.length === 1 && first.id === id ? first : null;
}

/* A fragment may bring its own element, or only what stands inside it. */
export function change(element, html, isShared = true) {
  const fresh = parsed(html);
  const root = rootOf(fresh, element.id);
  if (!root) morphInside(element, fresh, isShared);
  else if (root.tagName === element.tagName) morphWhole(element, root, isShared);
  else undisturbed(() => element.replaceWith(root));
}

function arrive(piece, list) {
  const fresh = rootOf(parsed(piece.html), piece.id);
  if (!fresh) return false;
  place(fresh, list, piece.order);
  fresh.classList.add("note-new");
  settle(fresh);
  return true;
}

/* Returns false when the page has no place for a piece that belongs on it: it must then be read anew. */
function apply(piece) {
  const element = document.getElementById(piece.id);
  if (piece.gone) {
    if (element) take(element);
    return true;
  }
  const list = piece.into ? document.getElementById(piece.into) : null;
  if (!element) return list ? arrive(piece, list) : !piece.into || !hasListsLike(piece.into);
  change(element, piece.html);
  if (list) place(element, list, piece.order);
  return list !== null || !piece.into;
}

/* A frame goes to all pages of a place; one without any list of this board never shows its notes. */
function hasListsLike(id) {
  const family = id.replace(/-[^-]*$/, "-");
  return document.querySelector(`[id^="${CSS.escape(family)}"]`) !== null;
}

export function applyAll(pieces) {
  return pieces.map(apply).every(Boolean);
}
