/* Emotion: 1 to 5 or the arrows choose a face, "?" says that it is a guess, and letters are the word for it. */

import { isTyping } from "../grid.js";
import { behave } from "./editor.js";

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

function opened(editor, text) {
  if (text && text !== "?") return choose(editor.box, text) || word(editor, text);
  if (text) guess(editor.box);
  const faces = [...editor.box.querySelectorAll('[name="emotion"]')];
  (faces.find((face) => face.checked) || faces[2]).focus();
  return true;
}

behave("emotion", { opened, key });
