/* What changes at a step is decided in its cell: 1 to 5 decides and goes on, Enter opens the menu. The forms of the list
   below send it, so that it goes through the outbox like everything else. */

import { go } from "./grid.js";
import { icon, make } from "./words.js";

const grid = () => document.querySelector("[data-fates]");
const template = document.getElementById("fate-menu");
const formOf = (cell) => document.getElementById(`fate-form-${cell.dataset.of}`);
const fateCells = () => [...grid().querySelectorAll('[data-cell="fate"]')];
const isFate = (cell) => cell.dataset.cell === "fate" && cell.closest("[data-fates]");
const slugs = () => [...template.content.querySelectorAll("[data-fate]")].map((each) => each.dataset.fate);
const words = () => template.content.firstElementChild.dataset;
let menu = null;
let cell = null;

function nextUndecided(from) {
  const all = fateCells();
  return all[all.indexOf(from) + 1] || null;
}

/* The choice stands in the cell at once; what the server says takes its place. */
function showPending(from, item, text) {
  const place = from.querySelector(".cell");
  const shown = make("span", { class: "fate" }, text);
  shown.prepend(item.cloneNode(true));
  place.replaceChildren(shown, make("small", { class: "guess" }, words().sayPending));
  from.classList.remove("cell-unknown");
}

function press(from, slug, into = "") {
  const form = formOf(from);
  const item = template.content.querySelector(`[data-fate="${slug}"]`);
  if (!form || form.dataset.sending) return;
  let button = form.querySelector(`button[value="${slug}"]`);
  if (!button) {
    button = make("button", { type: "submit", name: "fate", value: slug, hidden: "" });
    form.append(button);
  }
  form.querySelectorAll('[name="merged_into_id"]').forEach((each) => each.remove());
  if (into) form.append(make("input", { type: "hidden", name: "merged_into_id", value: into }));
  form.requestSubmit(button);
  /* What is decided or reasoned next is said on top of this, which the server has not told yet. */
  form.elements.was_fate.value = slug;
  form.elements.was_merged_into_id.value = into;
  const number = into && document.querySelector(`#head-${into} .step-n`).textContent;
  const text = into ? words().sayStep.replace("{number}", number) : item.querySelector("b").textContent;
  showPending(from, item.querySelector("svg"), text);
}

function decide(from, slug, into = "") {
  press(from, slug, into);
  close();
  go(nextUndecided(from) || from);
}

function close() {
  if (menu) menu.remove();
  menu = null;
}

function back() {
  const from = cell;
  close();
  if (from) go(from);
}

/* The steps that this one could join: all others of today. */
function askWhich() {
  const items = fateCells().filter((each) => each !== cell).map((each) => {
    const head = document.getElementById(`head-${each.dataset.of}`);
    const label = `${head.querySelector(".step-n").textContent}. ${head.querySelector(".step-name").textContent.trim()}`;
    const item = make("button", { type: "button", role: "menuitem", tabindex: "-1", "data-into": each.dataset.of });
    item.append(icon("merge"), make("span", {}, label));
    return item;
  });
  menu.setAttribute("aria-label", words().sayWhich);
  menu.replaceChildren(make("p", { class: "fate-menu-head" }, words().sayWhich), ...items);
  const at = fateCells().indexOf(cell);
  (items[at] || items[at - 1]).focus();
}

function place() {
  const frame = document.querySelector(".fate-frame");
  const around = frame.getBoundingClientRect();
  const box = cell.getBoundingClientRect();
  const left = Math.min(box.left - around.left, Math.max(0, around.width - menu.offsetWidth));
  menu.style.setProperty("inset-block-start", `${box.bottom - around.top}px`);
  menu.style.setProperty("inset-inline-start", `${Math.max(0, left)}px`);
}

function open(from) {
  close();
  cell = from;
  menu = template.content.firstElementChild.cloneNode(true);
  menu.id = "open-fate-menu";
  menu.dataset.kept = "";
  menu.setAttribute("aria-label", from.closest("tr").querySelector("th").firstChild.textContent);
  document.querySelector(".fate-frame").append(menu);
  place();
  menu.querySelector("button").focus();
}

function choose(item) {
  if (item.dataset.into) decide(cell, "merged", item.dataset.into);
  else if (item.dataset.fate === "merged") askWhich();
  else decide(cell, item.dataset.fate);
}

function walk(event) {
  const items = [...menu.querySelectorAll('[role="menuitem"]')];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (to !== undefined) items[(to + items.length) % items.length].focus();
  else if (event.key === "Escape" || event.key === "Tab") back();
  else if (/^[1-5]$/.test(event.key) && items[event.key - 1]?.dataset.fate) choose(items[event.key - 1]);
  else return;
  event.preventDefault();
}

document.addEventListener("grid:edit", (event) => {
  const from = event.target;
  if (!isFate(from)) return;
  const slug = slugs()[Number(event.detail.text) - 1];
  if (event.detail.text && !slug) return;
  event.preventDefault();
  if (slug && slug !== "merged") decide(from, slug);
  else {
    open(from);
    if (slug) askWhich();
  }
});

document.addEventListener("keydown", (event) => {
  if (menu && menu.contains(event.target)) walk(event);
});

document.addEventListener("click", (event) => {
  const item = menu && event.target.closest('[role="menuitem"]');
  if (item && menu.contains(item)) {
    choose(item);
    return;
  }
  const from = event.target.closest('[data-fates] [data-cell="fate"]');
  if (from && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    open(from);
  } else close();
});

/* On a phone the chip asks which step in the same menu, under the step. */
document.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-merge]");
  const from = chip && document.getElementById(`fate-${chip.dataset.merge}`);
  if (!from || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  event.stopPropagation();
  open(from);
  chip.closest("li").append(menu);
  askWhich();
}, true);

