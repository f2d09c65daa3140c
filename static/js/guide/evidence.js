/* A problem that was just saved is followed by its evidence on the same page, also while its sentence still waits for the line. */

import { freshId } from "../edits.js";
import { tell } from "../voice.js";
import { make } from "../words.js";

const place = document.querySelector("[data-then-evidence]");
let sent = null;

function remember(form, submitter) {
  sent = {
    edit: form.elements.edit_id.value,
    title: form.elements.title.value,
    isOne: !(submitter && submitter.value === "another"),
    id: form.elements.id && form.elements.id.value,
  };
}

/* A new problem has a new id, which a note that it came from gave up with it. */
function renew(form) {
  for (const name of ["id", "note"]) if (form.elements[name]) form.elements[name].value = freshId();
}

/* Where the server says that the problem is; without an answer yet, where this page has asked it to be. */
function open(form, address) {
  const there = address.split("#")[0];
  place.querySelector("[data-then-said]").textContent = sent.title;
  place.querySelector("[data-then-there]").href = there;
  place.querySelector("form").action = `${there}/evidence`;
  /* What a live page brings leaves both as they are. */
  form.dataset.kept = place.dataset.kept = "";
  form.hidden = true;
  place.hidden = false;
  place.querySelector("h2").focus();
  sent = null;
}

/* What was added is told where it was typed: the page stays. */
function tellAdded({ detail: { item } }) {
  const form = place.querySelector("form");
  if (item.address !== new URL(form.action).pathname) return;
  const said = new Map(item.fields);
  const words = [form.dataset.done, said.get("text") || said.get("quote")].join(" ");
  place.querySelector("[data-then-list]").append(make("li", {}, words));
}

export function follow(form) {
  if (!place) {
    delete form.dataset.stays;
    return;
  }
  const asked = place.querySelector("[data-then-there]").dataset.thenThere;
  form.addEventListener("submit", ({ submitter }) => remember(form, submitter));
  document.addEventListener("outbox:accepted", ({ detail: { item, go } }) => {
    if (!sent || item.edit_id !== sent.edit) return;
    if (sent.isOne) open(form, go);
    else tell("saved", form.dataset.another);
    renew(form);
  });
  document.addEventListener("outbox:accepted", tellAdded);
  document.addEventListener("outbox:state", ({ detail }) => {
    if (sent && sent.isOne && detail === "failing") open(form, sent.id ? asked.replace(/[^/]+$/, sent.id) : asked);
  });
}
