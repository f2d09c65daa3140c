/* Emotion: 1 to 5 or the arrows choose a face, "?" says that it is a guess, and letters are the word for it. */

import { isTyping } from "../grid.js";
import { behave, leave } from "./editor.js";
import { send } from "./saving.js";

function choose(box, key) {
  const face = box.querySelector(`[name="emotion"][value="${Number(key) - 3}"]`);
  if (!/^[1-5]$/.test(key) || !face) return false;
  face.checked = true;
  face.focus();
  return true;
}

function word(editor, text) {
  const field = editor.box.querySelector('[name="emotion_word"]');
  field.focus();
  field.value = text;
  return true;
}

function guess(box) {
  const field = box.querySelector('[name="emotion_is_guess"]');
  field.checked = !field.checked;
  return true;
}

/* On a face every key has a meaning; in the word it is a letter. */
function key(editor, event) {
  if (event.target.type === "text" || !isTyping(event)) return false;
  if (event.key === "?") return guess(editor.box);
  return choose(editor.box, event.key) || (/\p{L}/u.test(event.key) && word(editor, event.key));
}

/* One step of a map is the worst; the one that was is named, so that nobody moves the mark unseen. */
function markWorst({ cell }, button) {
  const { pathname } = new URL(cell.querySelector("a[href]").href);
  const was = cell.closest("table").querySelector("th.step-worst");
  send(`${pathname.replace("/journey-steps/", "/journeys/steps/")}/worst`, [["was_worst", was ? was.dataset.step : ""]], button.textContent);
  leave();
}

function opened(editor, text) {
  const button = editor.box.querySelector("[data-worst]");
  if (button) button.addEventListener("click", () => markWorst(editor, button));
  if (text && text !== "?") return choose(editor.box, text) || word(editor, text);
  if (text) guess(editor.box);
  const faces = [...editor.box.querySelectorAll('[name="emotion"]')];
  (faces.find((face) => face.checked) || faces[2]).focus();
  return true;
}

behave("emotion", { opened, key });
