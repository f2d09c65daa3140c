/* Dragging notes, an extra: the same form as the tray's, with one note or with all that are picked. Upon a loose note, or
   on the place for a new group, they become a group of their own. */

import Sortable from "../vendor/sortable-1.15.7.esm.js";
import { boxOf, clear, isPicked, nameGroup, pick, tray } from "./picking.js";
import { textOf } from "./text.js";

const MOST_WORDS = 5;
let dragged = null;

function take(note) {
  const box = boxOf(note);
  if (!tray() || !box) return false;
  if (!isPicked(box)) clear();
  pick(box);
  return true;
}

function send(deed) {
  tray().requestSubmit(tray().querySelector(`button[value="${deed}"]`));
}

function drop(note, group) {
  if (!take(note)) return;
  if (group === "none") send("out");
  else if (group === "parked") send("park");
  else {
    tray().querySelector("#tray-group").value = group;
    send("move");
  }
}

/* Sortable has moved the note already; it stays where it was until its group has a name. */
function putBack({ item, from, oldIndex }) {
  from.insertBefore(item, from.children[oldIndex] ?? null);
}

/* A group of the dragged notes, and of the one on which they were dropped; its first words are offered as a name. */
function pair(event, under) {
  if (!take(event.item)) return;
  if (under && boxOf(under)) pick(boxOf(under));
  nameGroup();
  const title = tray().querySelector("#tray-title");
  title.value = textOf(under ?? event.item).split(/\s+/).slice(0, MOST_WORDS).join(" ").replace(/(?:\s+\S{1,3})+$|[.,;:!?]+$/g, "");
  title.select();
}

function noteUnder(event, item) {
  const { clientX, clientY } = event.changedTouches?.[0] ?? event;
  return document.elementsFromPoint(clientX, clientY).map((each) => each.closest(".note")).find((note) => note && note !== item);
}

function ended(event) {
  aim(null);
  dragged = null;
  const into = event.to.dataset.group;
  const under = into === "none" ? noteUnder(event.originalEvent, event.item) : null;
  if (under || into === "new") {
    putBack(event);
    pair(event, under);
  } else if (event.from !== event.to) drop(event.item, into);
}

/* The loose note upon which the dragged one would fall. */
function aim(note) {
  for (const each of document.querySelectorAll(".note-aim")) if (each !== note) each.classList.remove("note-aim");
  note?.classList.add("note-aim");
}

document.addEventListener("dragover", ({ target }) => {
  if (!dragged) return;
  const note = target.closest?.('.notes[data-group="none"] .note');
  aim(note && note !== dragged ? note : null);
});

function drag() {
  if (!tray()) return;
  for (const list of document.querySelectorAll(".notes[data-group]")) {
    if (Sortable.get(list)) continue;
    Sortable.create(list, {
      group: "notes",
      sort: false,
      animation: 120,
      delay: 200,
      delayOnTouchOnly: true,
      draggable: ".note",
      filter: "input, textarea, a, label, button",
      preventOnFilter: false,
      onStart(event) { dragged = event.item; },
      onEnd: ended,
    });
  }
}

drag();
document.addEventListener("live:changed", drag);
