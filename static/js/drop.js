/* Takes files that are chosen or dropped, sends them with their progress shown, has them read, and opens what was found. */

import { freshId } from "./edits.js";

const POLL = 400;
const OVERHEAD = 8192; // bytes of a form besides its files

const form = document.querySelector("form[data-drop]");
const field = form.querySelector('input[type="file"]');
const error = form.querySelector(".field-error");
const progress = form.querySelector(".drop-progress");
const bar = progress.querySelector("progress");
/* On a page of another purpose the place to drop shows itself once files are carried over it. */
const frame = form.closest("[data-drop-frame]");
let isSending = false;

function show(words, share) {
  progress.hidden = false;
  const told = progress.querySelector("[data-words]");
  if (told.textContent !== words) told.textContent = words;
  if (share === null) bar.removeAttribute("value");
  else bar.value = share * 100;
}

function fail(words) {
  isSending = false;
  progress.hidden = true;
  form.querySelector("[data-send]").hidden = false;
  form.removeAttribute("aria-busy");
  error.textContent = words;
  field.value = "";
  field.focus();
}

function upload(data) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.getAttribute("action"));
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.onprogress = (event) => show(form.dataset.sending, event.lengthComputable ? event.loaded / event.total : null);
    request.onload = () => (request.status === 200 && request.response ? resolve(request.response.at) : reject(request.status));
    request.onerror = () => reject(0);
    request.send(data);
  });
}

async function tellProgress(at) {
  const answer = await fetch(`${at}/progress`, { headers: { Accept: "application/json" } });
  const { read, of } = answer.ok ? await answer.json() : {};
  if (!isSending || !of) return;
  if (read < of) show(form.dataset.reading, read / of);
  else show(form.dataset.comparing, null);
}

/* The page that opens reads the files itself if this did not come to its end: it has a button for that. */
async function read(at) {
  show(form.dataset.reading, null);
  const told = setInterval(() => tellProgress(at).catch(() => {}), POLL);
  const body = new URLSearchParams({ csrf_token: form.querySelector('[name="csrf_token"]').value, edit_id: freshId() });
  await fetch(at, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => {});
  clearInterval(told);
}

async function send() {
  const size = [...field.files].reduce((sum, file) => sum + file.size, 0);
  if (isSending || !field.files.length) return;
  if (size > Number(form.dataset.largest) - OVERHEAD) {
    fail(form.dataset.tooLarge);
    return;
  }
  isSending = true;
  error.textContent = "";
  form.setAttribute("aria-busy", "true");
  form.querySelector("[data-send]").hidden = true;
  show(form.dataset.sending, 0);
  try {
    const at = await upload(new FormData(form));
    await read(at);
    location.assign(at);
  } catch (status) {
    fail(status === 413 ? form.dataset.tooLarge : form.dataset.failed);
  }
}

const hasFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files");

function reveal(isOver) {
  form.classList.toggle("drop-over", isOver);
  if (frame) frame.hidden = !(isOver || isSending || error.textContent);
}

form.addEventListener("submit", (event) => {
  if (!field.files.length) return;
  event.preventDefault();
  send();
});
field.addEventListener("change", send);
document.addEventListener("dragover", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  reveal(true);
});
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) reveal(false); });
document.addEventListener("drop", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  if (!isSending) field.files = event.dataTransfer.files;
  send();
  reveal(false);
});
/* Back with the browser's arrow: the form may be used again. */
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
