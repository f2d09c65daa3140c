/* The tools of the step one stands in: moved, split, copied, merged, removed; and a new step between two.

   On the grid: Alt+arrows move the step, Insert (or "+" on its head) puts a new one before it, Alt+F10 goes to the tools.
   In the tools: arrows walk, Esc goes back. One form sends them all, through the outbox. */

import { freshId } from "./edits.js";
import { cellOf, go, gridOf } from "./grid.js";

const GRID = ".map-grid[data-grid]";
const AGAIN = 60;
const tools = () => document.querySelector("[data-step-tools]");
const form = () => document.getElementById("step-form");
const headOf = (id) => document.getElementById(`cell-${id}-title`);
const buttons = () => [...tools().querySelectorAll("[data-do]")];
let step = "";
let cellId = "";
/* The step that is being made: once its column is there, its name is asked for. */
let awaited = "";
/* The step that was moved keeps the focus, wherever its column stands then. */
let kept = "";

const heads = () => [...document.querySelectorAll(`${GRID} th[data-step]`)];
const placeOf = (id) => heads().findIndex((head) => head.dataset.step === id);
const stepOf = (cell) => cell.dataset.step || (cell.id.match(/^cell-(.+)-[^-]+$/) || [])[1] || "";

function mark() {
  for (const cell of document.querySelectorAll(`${GRID} .in-step`)) cell.classList.remove("in-step");
  if (!step) return;
  for (const cell of document.querySelectorAll(`${GRID} [id^="cell-${step}-"]`)) cell.classList.add("in-step");
}

function tell() {
  const bar = tools();
  const at = step ? placeOf(step) : -1;
  if (!bar) return;
  bar.hidden = at < 0;
  if (at < 0) return;
  const { sayName, sayMerge } = bar.dataset;
  bar.querySelector("[data-name]").textContent = sayName.replace("{number}", at + 1);
  bar.setAttribute("aria-label", sayName.replace("{number}", at + 1));
  const isLast = at === heads().length - 1;
  for (const button of buttons()) {
    const deed = button.dataset.do;
    button.setAttribute("formaction", button.dataset.to.replace("STEP", step));
    button.disabled = (deed === "earlier" && at === 0) || (["later", "merge"].includes(deed) && isLast);
    if (deed === "merge" && !isLast) button.querySelector("span").textContent = sayMerge.replace("{number}", at + 2);
  }
  const stop = buttons().find((each) => each.tabIndex === 0 && !each.disabled) || buttons().find((each) => !each.disabled);
  for (const button of buttons()) button.tabIndex = button === stop ? 0 : -1;
}

function enter(cell) {
  const id = stepOf(cell);
  if (!id || placeOf(id) < 0) return;
  cellId = cell.id;
  if (id === step) return;
  step = id;
  mark();
  tell();
}

/* What the form says besides the address: the version that was seen, which way, the next step. */
function fill(deed) {
  const { elements } = form();
  const at = placeOf(step);
  elements.version.value = heads()[at].dataset.version;
  elements.by.value = deed === "earlier" ? -1 : 1;
  elements.next.value = heads()[at + 1]?.dataset.step || "";
  elements.id.value = freshId();
  if (["split", "copy"].includes(deed)) awaited = elements.id.value;
  if (["earlier", "later", "merge"].includes(deed)) kept = step;
}

/* One after the other: what is pressed while the form is on its way is sent when it is back. */
function send(find) {
  if (form().dataset.sending) {
    setTimeout(() => send(find), AGAIN);
    return;
  }
  const button = find();
  if (button && !button.disabled) form().requestSubmit(button);
}

const press = (deed) => send(() => buttons().find((each) => each.dataset.do === deed));

/* What is typed before the new column is there must not go into the cell that one comes from. */
function add(id) {
  tools().querySelector("[data-name]").focus();
  send(() => headOf(id)?.querySelector('.step-add[value="before"]'));
}

document.addEventListener("submit", (event) => {
  const { submitter, target } = event;
  if (target !== form() || !submitter) return;
  if (submitter.dataset.do) fill(submitter.dataset.do);
  else if (submitter.matches(".step-add")) {
    target.elements.id.value = freshId();
    awaited = target.elements.id.value;
  }
}, true);

function walk(event) {
  const open = buttons().filter((each) => !each.disabled);
  const at = open.indexOf(document.activeElement);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: open.length - 1 }[event.key];
  if (event.key === "Escape") go(document.getElementById(cellId) || headOf(step));
  else if (to === undefined) return;
  else open[(to + open.length) % open.length].focus();
  event.preventDefault();
}

function use(cell, event) {
  const id = stepOf(cell);
  const isHead = cell.dataset.cell === "title";
  if (event.altKey && event.key === "F10") buttons().find((each) => each.tabIndex === 0)?.focus();
  else if (event.altKey && event.key === "ArrowLeft") press("earlier");
  else if (event.altKey && event.key === "ArrowRight") press("later");
  else if (event.key === "Insert" || (isHead && event.key === "+")) add(id);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

document.addEventListener("keydown", (event) => {
  if (!tools()) return;
  if (tools().contains(event.target)) walk(event);
  else if (event.target.matches(`${GRID} [data-cell]`)) use(event.target, event);
}, true);

document.addEventListener("focusin", ({ target }) => {
  const cell = cellOf(target);
  if (cell && tools() && gridOf(cell)) enter(cell);
});

function refresh() {
  if (!tools()) return;
  if (step && placeOf(step) < 0) step = "";
  const made = awaited && headOf(awaited);
  if (made) {
    awaited = "";
    go(made);
    made.dispatchEvent(new CustomEvent("grid:edit", { bubbles: true, cancelable: true, detail: {} }));
    if (document.activeElement.matches("input, textarea")) document.activeElement.select();
  } else if (kept && headOf(kept) && !document.activeElement?.closest("input, textarea")) {
    headOf(kept).scrollIntoView({ block: "nearest", inline: "nearest" });
    kept = "";
  }
  mark();
  tell();
}

document.addEventListener("live:changed", refresh);
