/* The sheet of a step: a tap on the curve saves what was changed, and goes to that step. */

import { isChanged } from "./fields.js";
import { make } from "./words.js";

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-go]");
  const form = document.querySelector("[data-sheet]");
  if (!link || !form || event.ctrlKey || event.metaKey || event.button) return;
  if (![...form.elements].some((field) => field.name && field.type !== "hidden" && isChanged(field))) return;
  event.preventDefault();
  const button = make("button", { type: "submit", name: "go", value: link.dataset.go, hidden: "" });
  form.append(button);
  form.requestSubmit(button);
  button.remove();
});
