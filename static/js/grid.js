/* A table that is walked with the arrows: one Tab stop, and keys that ask for a cell to be edited or emptied.

   <table role="grid" data-grid>, and each of its cells [data-cell]; what stands in a cell has tabindex="-1".
   The cell gets the event "grid:edit" (detail.text: what was typed, if anything) and "grid:empty"; whoever listens edits.
   A listener that has used a key calls preventDefault() before it gets here. */

const CELL = "[data-cell]";
const GRID = "[data-grid]";
/* Where each grid was left: the id of its cell, so that a table that was put in anew is entered there again. */
const left = new WeakMap();

const linesOf = (grid) => [...grid.rows].filter((row) => row.querySelector(CELL) && row.getClientRects().length);
const cellsOf = (row) => [...row.cells].filter((cell) => cell.matches(CELL));

export const cellOf = (element) => element && element.closest(CELL);
export const gridOf = (cell) => cell.closest(GRID);

/* Returns the cell that lies so many columns and rows away; the last one of the way where the table ends. */
export function away(cell, columns, rows) {
  const lines = linesOf(gridOf(cell));
  const line = lines.indexOf(cell.parentElement);
  const target = cellsOf(lines[Math.min(Math.max(0, line + rows), lines.length - 1)]);
  const column = cellsOf(cell.parentElement).indexOf(cell) + columns;
  return target[Math.min(Math.max(0, column), target.length - 1)];
}

/* Returns the next cell in reading order (the one before, when `by` is -1); null at the end of the table. */
export function next(cell, by = 1) {
  const all = linesOf(gridOf(cell)).flatMap(cellsOf);
  return all[all.indexOf(cell) + by] || null;
}

export function go(cell) {
  if (!cell) return;
  enter(cell);
  cell.focus();
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/* This cell is now the Tab stop of its grid. */
function enter(cell) {
  const grid = gridOf(cell);
  left.set(grid, cell.id);
  for (const other of grid.querySelectorAll(`${CELL}[tabindex="0"]`)) if (other !== cell) other.tabIndex = -1;
  cell.tabIndex = 0;
}

function stop(grid) {
  const known = document.getElementById(left.get(grid) || "");
  const first = grid.querySelector(CELL);
  if (known || first) enter(known && grid.contains(known) ? known : first);
}

const ends = (cell, isWhole, isEnd) => away(cell, isEnd ? Infinity : -Infinity, isWhole ? (isEnd ? Infinity : -Infinity) : 0);

function target(cell, { key, ctrlKey, metaKey }) {
  if (key === "Home" || key === "End") return ends(cell, ctrlKey || metaKey, key === "End");
  const [columns, rows] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key] || [0, 0];
  return columns || rows ? away(cell, columns, rows) : null;
}

export const isTyping = ({ key, ctrlKey, metaKey, altKey, isComposing }) => (
  key.length === 1 && key !== " " && !ctrlKey && !metaKey && !altKey && !isComposing);

function ask(cell, name, detail = {}) {
  return !cell.dispatchEvent(new CustomEvent(name, { bubbles: true, cancelable: true, detail }));
}

/* Returns whether the key was used. */
function use(cell, event) {
  if (event.key === "Enter" || event.key === "F2") return ask(cell, "grid:edit");
  if (event.key === "Delete" || event.key === "Backspace") return ask(cell, "grid:empty");
  if (isTyping(event)) return ask(cell, "grid:edit", { text: event.key });
  const there = event.altKey || event.shiftKey ? null : target(cell, event);
  go(there);
  return Boolean(there);
}

document.addEventListener("keydown", (event) => {
  const cell = event.target.matches(CELL) ? event.target : null;
  if (!cell || event.defaultPrevented || !gridOf(cell)) return;
  if (use(cell, event)) event.preventDefault();
});

document.addEventListener("focusin", ({ target: element }) => {
  const cell = cellOf(element);
  if (cell && gridOf(cell)) enter(cell);
});

const stops = () => document.querySelectorAll(GRID).forEach(stop);
document.addEventListener("live:changed", stops);
stops();
