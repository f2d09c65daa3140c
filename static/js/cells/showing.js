/* Shows in a cell what was written there, until the server's own words arrive. */

import { make } from "../words.js";

/* As the curve is drawn: so many pixels to its middle, and from one face to the next. */
export const MIDDLE = 92;
export const UNIT = 32;
const ORDER = ["citizen_minutes", "waiting_days", "citizen_cost", "office_minutes", "office_cost"];

const lineOf = (cell) => cell.parentElement.dataset.editor || "";
const sample = (kind) => document.querySelector(`template[data-editor-of="${kind}"]`);

/* Channels and feelings have their words, and signs, on the editor. */
function chosen(kind, name, values) {
  const content = sample(kind).content;
  return [].concat(values[name]).map((value) => content.querySelector(`[name="${name}"][value="${value}"]`)).filter(Boolean)
    .map((field) => field.closest("label"));
}

function channels(values) {
  return chosen("channel", "channels", values).map((label) => make("span", { class: "channel" },
    ...[...label.childNodes].filter((node) => node.nodeName !== "INPUT").map((node) => node.cloneNode(true))));
}

function feeling(values) {
  const [label] = chosen("emotion", "emotion", values);
  return [label && label.textContent.trim(), values.emotion_word && `“${values.emotion_word}”`].filter(Boolean).join(", ");
}

function words(kind, values) {
  if (kind === "emotion") return feeling(values);
  if (kind === "lane") return values.text;
  if (kind === "share") return values.share === "100" ? "" : values.share;
  if (kind === "presence") return values.legal_ground;
  const numbers = ORDER.map((name) => values[name]).filter(Boolean);
  return numbers.length ? numbers.join(" · ") : Object.values(values)[0];
}

function isGuess(kind, values, text) {
  if (!text) return false;
  return (kind === "lane" && !values.evidence) || values.time_basis === "guess" || Boolean(values.emotion_is_guess);
}

/* The point of the curve goes along, where there is one; returns whether there is. */
function drawn(cell, { emotion }) {
  const cells = [...cell.parentElement.querySelectorAll("[data-cell]")];
  const x = ((cells.indexOf(cell) + 0.5) / cells.length) * 100;
  const dot = [...cell.parentElement.querySelectorAll(".curve-over .curve-dot")]
    .find((each) => Math.abs(parseFloat(each.getAttribute("cx")) - x) < 0.1);
  if (!dot || emotion === "") return false;
  dot.setAttribute("cy", MIDDLE - Number(emotion) * UNIT);
  return true;
}

function foot(cell, guess) {
  const old = cell.querySelector(":scope > .cell-foot");
  if (old) old.remove();
  const said = sample("guess");
  if (guess && said) cell.querySelector(".cell").after(said.content.firstElementChild.cloneNode(true));
}

/* The name of a step has no line of its own: it is the head of the column. */
function head(cell, values) {
  cell.querySelector(".cell-text").textContent = values.title;
}

export function show(cell, values) {
  if (cell.dataset.cell === "title") {
    head(cell, values);
    return;
  }
  const kind = lineOf(cell);
  const link = cell.querySelector(".cell");
  const inside = kind === "channel" ? channels(values) : [words(kind, values)];
  if (kind === "emotion" && drawn(cell, values)) inside.splice(0, 1, make("span", { class: "sr" }, words(kind, values)));
  const text = inside.map((each) => each.textContent ?? each).join("");
  link.replaceChildren(...inside.filter(Boolean));
  cell.classList.remove("cell-unknown");
  const guess = isGuess(kind, values, text);
  cell.classList.toggle("cell-guess", guess);
  foot(cell, guess && kind !== "emotion");
}

document.addEventListener("cells:show", ({ detail: { cell, values } }) => show(cell, values));
