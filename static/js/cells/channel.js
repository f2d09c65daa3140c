/* Channels: the first letter of one ticks it. */

import { isTyping } from "../grid.js";
import { behave } from "./editor.js";

const folded = (text) => text.normalize("NFD").replace(/\p{Mn}/gu, "").trim().toLowerCase();

/* Of several with the same letter, the one that is not ticked yet comes first. */
function tick(box, letter) {
  const boxes = [...box.querySelectorAll("input[type=checkbox]")]
    .filter((field) => folded(field.closest("label").textContent).startsWith(folded(letter)));
  const found = boxes.find((field) => !field.checked) || boxes[0];
  if (!found) return false;
  found.checked = !found.checked;
  found.focus();
  return true;
}

function move(box, event) {
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const boxes = [...box.querySelectorAll("input[type=checkbox]")];
  const there = by && boxes[boxes.indexOf(event.target) + by];
  if (there) there.focus();
  return Boolean(by);
}

behave("channel", {
  opened(editor, text) {
    /* Tab goes to the next cell: the ticks are walked with the arrows. */
    editor.isQuick = true;
    return Boolean(text) && tick(editor.box, text);
  },
  key: ({ box }, event) => (isTyping(event) ? tick(box, event.key) : move(box, event)),
});
