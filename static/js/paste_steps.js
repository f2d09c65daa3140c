/* Rows of a spreadsheet that are pasted into the grid: one question, whether they are steps or the text of one cell. */

import { refresh } from "./edits.js";
import { cellOf, go } from "./grid.js";
import { fillTokens } from "./session.js";

const template = () => document.getElementById("paste-question");
const stepOf = (cell) => cell.dataset.step || (cell.id.match(/^cell-(.+)-[^-]+$/) || [])[1] || "";
let question = null;

function close(cell) {
  if (question) question.remove();
  question = null;
  if (cell) go(cell);
}

function write(cell, text) {
  close(cell);
  cell.dispatchEvent(new CustomEvent("grid:edit", { bubbles: true, cancelable: true, detail: { text } }));
}

function ask(cell, text) {
  close();
  question = template().content.firstElementChild.cloneNode(true);
  question.elements.rows.value = text;
  question.elements.after.value = stepOf(cell);
  question.querySelector("[data-one-cell]").addEventListener("click", () => write(cell, text));
  question.querySelector("[data-cancel]").addEventListener("click", () => close(cell));
  question.addEventListener("keydown", (event) => { if (event.key === "Escape") close(cell); });
  cell.closest(".map-frame").prepend(question);
  fillTokens(question);
  refresh(question);
  question.querySelector('button[type="submit"]').focus();
}

document.addEventListener("paste", (event) => {
  const cell = event.target.nodeType === Node.ELEMENT_NODE && cellOf(event.target);
  if (!cell || !template() || !cell.closest(".map-grid") || event.target.matches("input, textarea")) return;
  const text = event.clipboardData.getData("text/plain").trim();
  if (!text) return;
  event.preventDefault();
  if (/[\t\n]/.test(text)) ask(cell, text);
  else write(cell, text);
});
