/* A picture for the note that is being written: from the camera, a file, or pasted. It goes with the note and nothing is
   loaded; as long as the line is cut or the server refuses it, text and picture stay where they are. */

import { forget } from "../drafts.js";
import { refresh } from "../edits.js";
import { tell } from "../voice.js";
import { button, make, person } from "../words.js";

const FORM = "form.compose";
const fieldOf = (form) => form.querySelector('input[type="file"]');
const placeOf = (form) => form.querySelector(".compose-picture");

function remove(form) {
  fieldOf(form).value = "";
  placeOf(form)?.remove();
}

/* What comes with the note, and the way to leave it out. */
function show(form, sentence = "") {
  const [file] = fieldOf(form).files;
  placeOf(form)?.remove();
  if (!file) return;
  const { without } = form.dataset;
  form.querySelector(".compose-line").after(make("p", { class: "compose-picture small", role: "status", "data-kept": "" },
    make("b", {}, file.name), " ", sentence, button(without, () => {
      remove(form);
      form.querySelector("textarea").focus();
    }, "button-quiet")));
}

function release(form) {
  delete form.dataset.sending;
  form.removeAttribute("aria-busy");
}

/* The sentence in which the server's own page says why; none where there was no answer. */
async function reasonOf(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const said = page.querySelector("[data-refused] li") ?? page.querySelector("main .notice-stop p");
  return said?.textContent.trim() ?? "";
}

function done(form, at) {
  release(form);
  form.reset();
  forget(form);
  remove(form);
  refresh(form);
  tell("done", form.dataset.done);
  form.dispatchEvent(new Event("outbox:emptied", { bubbles: true }));
  document.dispatchEvent(new CustomEvent("outbox:saved", { detail: { at } }));
}

async function send(form) {
  form.dataset.sending = "yes";
  form.setAttribute("aria-busy", "true");
  const headers = { "X-Outbox": "1", "X-Outbox-Person": person, "X-Outbox-Page": encodeURI(location.pathname + location.search) };
  let sentence = form.dataset.notSent;
  try {
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body: new FormData(form), headers });
    const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    if (answer.ok && isJson) {
      done(form, (await answer.json()).at);
      return;
    }
    sentence = await reasonOf(answer) || sentence;
  } catch { /* the line is cut: everything is still here */ }
  release(form);
  show(form, sentence);
  form.querySelector("textarea").focus();
}

document.addEventListener("change", ({ target }) => {
  if (target.type !== "file" || !target.form?.matches(FORM)) return;
  show(target.form);
  target.form.querySelector("textarea").focus();
});
document.addEventListener("paste", (event) => {
  const form = event.target.closest?.(FORM);
  const pictures = [...event.clipboardData?.files ?? []].filter((file) => file.type.startsWith("image/"));
  if (!form || !pictures.length) return;
  event.preventDefault();
  const carried = new DataTransfer();
  carried.items.add(pictures[0]);
  fieldOf(form).files = carried.files;
  show(form);
});
/* Before the outbox, which takes texts alone. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches(FORM) || !fieldOf(form).files.length) return;
  event.preventDefault();
  if (!form.dataset.sending) send(form);
}, true);
