/* Sends each file as soon as it is chosen, dropped or pasted, under an id of its own; the form then only names it. */

import { freshId } from "./edits.js";
import { token } from "./session.js";
import { tell as say } from "./voice.js";
import { button, icon, make } from "./words.js";

const AGAIN = 10000;
const BOX = "[data-files]";
/* Files on their way, or waiting for the line: they live as long as the page. */
const waiting = new Map();

/* Until here the fields are plain ones, which show what was chosen. */
document.documentElement.classList.add("files-ready");

const boxOf = (element) => element?.closest?.(BOX);
const lines = (box) => [...box.querySelectorAll("[data-file]")];
const isOpen = (line) => line.dataset.state === "sending" || line.dataset.state === "waiting";
const keptField = (box) => box.closest("form").querySelector('input[name="kept"]');

function tell(box, sentence) {
  box.querySelector("[data-told]").textContent = sentence;
}

/* The form names what has arrived, in the order in which it is shown. */
function name(box) {
  const field = keptField(box);
  field.value = lines(box).filter((line) => line.dataset.state === "kept").map((line) => line.dataset.file).join(",");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  box.classList.toggle("files-some", lines(box).length > 0);
}

function words(line, title, sentence) {
  line.querySelector("[data-words]").replaceChildren(make("b", {}, title), make("br"), make("span", { class: "small muted" }, sentence));
}

function remover(box, line) {
  const made = button(box.dataset.remove, () => {
    waiting.delete(line.dataset.file);
    line.remove();
    name(box);
    box.querySelector('input[type="file"]').focus();
  }, "button-quiet");
  made.setAttribute("aria-label", `${box.dataset.remove}: ${line.textContent.trim()}`);
  return made;
}

function lineOf(box, file, id) {
  const line = make("li", { class: "sent-file", "data-file": id, "data-state": "sending" },
    make("progress", { class: "progress-bar", max: 100, value: 0, "aria-label": box.dataset.sending }), make("span", { "data-words": "" }));
  words(line, file.name, box.dataset.sending);
  line.append(remover(box, line));
  box.querySelector("[data-sent]").append(line);
  return line;
}

function arrived(box, line, facts) {
  waiting.delete(line.dataset.file);
  line.dataset.state = "kept";
  line.dataset.suggested = facts.suggested;
  line.querySelector("progress").replaceWith(facts.is_image ? make("img", { src: facts.address, alt: "" }) : icon("file-text"));
  const size = new Intl.NumberFormat(document.documentElement.lang).format(Math.ceil(facts.size / 1024));
  words(line, facts.name, [`${box.dataset.kept}: ${size} kB`, facts.told].filter(Boolean).join(". "));
  tell(box, "");
  say("files", `${facts.name}: ${box.dataset.kept}`);
  name(box);
  box.dispatchEvent(new CustomEvent("files:arrived", { bubbles: true, detail: facts }));
  goOn(box);
}

function refused(box, line, sentence) {
  waiting.delete(line.dataset.file);
  line.remove();
  tell(box, sentence);
  name(box);
  delete box.dataset.goesOn;
}

function put(box, line, file) {
  const data = new FormData();
  data.set("csrf_token", token());
  data.set("id", line.dataset.file);
  data.set("file", file, file.name);
  line.dataset.state = "sending";
  const request = new XMLHttpRequest();
  request.open("POST", box.dataset.files);
  request.setRequestHeader("Accept", "application/json");
  request.responseType = "json";
  request.upload.onprogress = (event) => {
    const bar = line.querySelector("progress");
    if (bar && event.lengthComputable) bar.value = (event.loaded / event.total) * 100;
  };
  request.onload = () => {
    const answer = request.response;
    if (request.status === 200 || request.status === 201) arrived(box, line, answer);
    else if (request.status === 422) refused(box, line, answer.error);
    else if (request.status === 413) refused(box, line, box.dataset.tooLarge.replace("{name}", file.name));
    else if (request.status === 400 || request.status === 403 || request.status === 404) refused(box, line, box.dataset.refused);
    else wait(box, line, file);
  };
  request.onerror = () => wait(box, line, file);
  request.send(data);
}

function wait(box, line, file) {
  line.dataset.state = "waiting";
  words(line, file.name, box.dataset.failed);
  waiting.set(line.dataset.file, { box, line, file });
}

function sendAgain() {
  for (const { box, line, file } of [...waiting.values()]) if (line.dataset.state === "waiting") put(box, line, file);
}

export function take(box, files) {
  for (const file of files) {
    if (file.size > Number(box.dataset.most)) tell(box, box.dataset.tooLarge.replace("{name}", file.name));
    else put(box, lineOf(box, file, freshId()), file);
  }
  name(box);
}

/* A form that was sent while its files were on their way goes off after them. */
function goOn(box) {
  if (!box.dataset.goesOn || lines(box).some(isOpen)) return;
  delete box.dataset.goesOn;
  box.closest("form").requestSubmit();
}

document.addEventListener("submit", (event) => {
  const box = event.target.querySelector(BOX);
  if (!box || !lines(box).some(isOpen)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  box.dataset.goesOn = "yes";
  tell(box, box.dataset.wait);
}, true);

document.addEventListener("change", ({ target }) => {
  const box = boxOf(target);
  if (!box || target.type !== "file") return;
  const files = [...target.files];
  target.value = "";
  take(box, files);
});

/* Where somebody stands in a form with a place for files, they go there; elsewhere, to that of the page. */
const boxFor = (target) => boxOf(target) || target?.closest?.("form")?.querySelector(BOX)
  || document.querySelector(`${BOX}[data-kind="page"]`);

document.addEventListener("paste", (event) => {
  const files = [...event.clipboardData?.files || []];
  const box = boxFor(event.target);
  if (!files.length || !box) return;
  event.preventDefault();
  take(box, files);
});

const hasFiles = (event) => [...event.dataTransfer?.types || []].includes("Files");
const over = (box, isOver) => box?.classList.toggle("files-over", isOver);

document.addEventListener("dragover", (event) => {
  const box = hasFiles(event) && boxFor(event.target);
  if (!box) return;
  event.preventDefault();
  over(box, true);
});
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.querySelectorAll(BOX).forEach((box) => over(box, false)); });
document.addEventListener("drop", (event) => {
  const box = hasFiles(event) && boxFor(event.target);
  if (!box) return;
  event.preventDefault();
  over(box, false);
  take(box, [...event.dataTransfer.files]);
});

/* What went into the outbox has taken its files along. */
document.addEventListener("outbox:emptied", ({ target }) => {
  const box = target.querySelector(BOX);
  if (!box) return;
  lines(box).forEach((line) => line.remove());
  name(box);
});

function furnish(box) {
  for (const line of lines(box)) if (!line.querySelector("button")) line.append(remover(box, line));
  box.classList.toggle("files-some", lines(box).length > 0);
}

function furnishAll() {
  document.querySelectorAll(BOX).forEach(furnish);
}

furnishAll();
document.addEventListener("live:changed", furnishAll);
window.addEventListener("online", sendAgain);
setInterval(sendAgain, AGAIN);
