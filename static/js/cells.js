/* The map is edited where it stands: a cell is opened by a click, by Enter or by typing, and saved by leaving it. */

import { cellOf, go, gridOf } from "./grid.js";
import { review } from "./cells/choosing.js";
import { edit } from "./cells/editor.js";
import { own, save, unsentIn } from "./cells/saving.js";
import { show } from "./cells/showing.js";
import { emptied, heldBy, isSame } from "./cells/values.js";
import "./cells/channel.js";
import "./cells/dragging.js";
import "./cells/emotion.js";
import "./cells/lane.js";
import "./cells/line.js";
import "./cells/undoing.js";

function open(cell, text) {
  const item = unsentIn(cell);
  if (item && item.state === "refused" && review(cell, item)) return true;
  return edit(cell, text);
}

document.addEventListener("grid:edit", (event) => {
  const cell = event.target;
  event.preventDefault();
  if (!open(cell, event.detail.text)) cell.querySelector("a[href]").click();
});

document.addEventListener("grid:empty", (event) => {
  const cell = event.target;
  const [seen, wanted] = [heldBy(cell), emptied(heldBy(cell))];
  if (cell.dataset.cell === "title" || isSame(seen, wanted) || !document.querySelector("template[data-editor-of]")) return;
  event.preventDefault();
  show(cell, wanted);
  save(cell, wanted, seen);
});

const isPlain = (event) => !event.button && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;

document.addEventListener("click", (event) => {
  const cell = cellOf(event.target);
  if (!cell || !gridOf(cell) || !isPlain(event) || event.defaultPrevented || event.target.closest("button, .cell-foot a")) return;
  if (open(cell, "")) event.preventDefault();
});

/* A cell that somebody else has changed shines once. */
document.addEventListener("live:changed", ({ detail: { root } }) => {
  if (!root.matches("[data-cell]") || own.delete(root.id)) return;
  root.classList.remove("note-new");
  requestAnimationFrame(() => root.classList.add("note-new"));
});

/* The way to a guess goes on to the next one, each time that it is taken. */
let walked = null;
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-walk]");
  if (!link) return;
  const all = [...document.querySelectorAll(".map-grid .cell-guess")];
  if (!all.length) return;
  event.preventDefault();
  walked = all[(all.indexOf(walked) + 1) % all.length];
  go(walked);
});

/* An address may name a cell. */
const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
if (named && named.matches("[data-cell]")) go(named);

