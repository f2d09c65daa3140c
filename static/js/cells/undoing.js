/* Ctrl+Z outside of a text takes back this person's own last deed, as the button does. */

import { isText } from "../fields.js";
import { editing } from "./editor.js";
import { isAllSent, newestEdit, press } from "./saving.js";

const LOOKS = 30;
const EVERY = 100;

function offered() {
  const button = [...document.querySelectorAll(".undo-row button")].find((each) => each.querySelector('use[href$="#undo"]'));
  return button ? button.form : null;
}

/* The button may still speak of an earlier deed: it is pressed once it speaks of the last one. */
function takeBack(looks) {
  const form = offered();
  const isLast = form && (!newestEdit() || form.elements.deed.value === newestEdit());
  if (isLast || (form && !looks && isAllSent())) press(form);
  else if (looks) setTimeout(() => takeBack(looks - 1), EVERY);
}

document.addEventListener("keydown", (event) => {
  const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
  if (!isUndo || event.defaultPrevented || editing() || isText(event.target)) return;
  if (!offered() && !newestEdit()) return;
  event.preventDefault();
  takeBack(LOOKS);
});
