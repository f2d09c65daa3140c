/* Dragging notes, an extra: the same form as the tray's, with one note or with all that are picked. */

import Sortable from "../vendor/sortable-1.15.7.esm.js";
import { boxOf, clear, isPicked, pick, tray } from "./picking.js";

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
      onEnd(event) {
        if (event.from !== event.to) drop(event.item, event.to.dataset.group);
      },
    });
  }
}

drag();
document.addEventListener("live:changed", drag);
