/* Gives every form a fresh edit_id, so that a retry has one effect, and keeps a second press from sending twice. */

import { isPost } from "./fields.js";

const ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz";
const ID_LENGTH = 16;
const GIVE_UP_AFTER = 15000;

/* The same form as the server's ids. Bytes that would favour some letters are thrown away. */
export function freshId() {
  const fair = 256 - (256 % ALPHABET.length);
  let id = "";
  while (id.length < ID_LENGTH) {
    for (const byte of crypto.getRandomValues(new Uint8Array(ID_LENGTH))) {
      if (byte < fair && id.length < ID_LENGTH) id += ALPHABET[byte % ALPHABET.length];
    }
  }
  return id;
}

export function refresh(form) {
  for (const input of form.querySelectorAll('input[name="edit_id"], input[data-fresh-id]')) {
    input.value = freshId();
  }
}

function submitters(form) {
  return [...form.elements].filter((element) => element.type === "submit" || element.type === "image");
}

function release(form) {
  delete form.dataset.sending;
  form.removeAttribute("aria-busy");
  for (const button of submitters(form)) {
    if (button.dataset.held) {
      delete button.dataset.held;
      button.disabled = false;
    }
  }
}

function hold(form) {
  form.dataset.sending = "yes";
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
  /* After the event, so that the pressed button's own name and value are still sent. */
  setTimeout(() => {
    for (const button of submitters(form)) {
      if (!button.disabled) {
        button.dataset.held = "yes";
        button.disabled = true;
      }
    }
  }, 0);
  setTimeout(() => release(form), GIVE_UP_AFTER);
}

for (const form of document.forms) if (isPost(form)) refresh(form);

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!isPost(form)) return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  const id = form.querySelector('input[name="edit_id"]');
  if (id && !id.value) refresh(form);
  /* Another listener may still stop this event (a question, a script that sends the form itself). */
  setTimeout(() => { if (!event.defaultPrevented) hold(form); }, 0);
});

document.addEventListener("keydown", (event) => {
  const isSend = event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing;
  if (!isSend || event.target.tagName !== "TEXTAREA" || !event.target.form || !isPost(event.target.form)) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

/* The same content again is a retry and keeps its id; other content is a new edit. */
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && isPost(form) && form.dataset.sent) {
    delete form.dataset.sent;
    refresh(form);
  }
});

/* Coming back with the browser's arrow shows a form that may be sent again. */
window.addEventListener("pageshow", (event) => {
  for (const form of document.forms) if (isPost(form)) {
    release(form);
    if (event.persisted) refresh(form);
  }
});
