/* Says how many characters still fit, or how many are too many: nothing that is typed or pasted is cut. */

import { counted, person } from "./words.js";

const SHARE_LEFT = 0.2;

const lengthOf = (field) => [...field.value.replace(/\r\n/g, "\n").trim()].length;

function lineOf(field) {
  const known = field.parentElement.querySelector(":scope > .field-count");
  if (known) return known;
  const line = document.createElement("span");
  line.className = "field-count small";
  line.setAttribute("role", "status");
  line.dataset.kept = "";
  field.after(line);
  return line;
}

function count(field) {
  const most = Number(field.dataset.most);
  const left = most - lengthOf(field);
  const isNear = left < most * SHARE_LEFT;
  const line = isNear ? lineOf(field) : field.parentElement.querySelector(":scope > .field-count");
  if (!line) return;
  line.hidden = !isNear;
  line.classList.toggle("field-count-over", left < 0);
  line.textContent = isNear ? counted(left < 0 ? "tooMany" : "charactersLeft", Math.abs(left)) : "";
}

document.addEventListener("input", ({ target }) => {
  if (person && target.matches("[data-most]")) count(target);
});
document.addEventListener("reset", ({ target }) => {
  for (const line of target.querySelectorAll(".field-count")) line.remove();
});
