/* A lane's text; "@" lists the team's evidence and problems, and what is picked supports the text. */

import { icon, make, say } from "../words.js";
import { behave, place } from "./editor.js";

const AT = /(?:^|\s)@(\S*)$/;
const MOST = 8;
let offered = null;

const folded = (text) => text.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase();

/* The page of a lane offers both, so the first "@" reads it once. */
async function readOffer(cell) {
  const { pathname } = new URL(cell.querySelector("a[href]").href);
  const answer = await fetch(`${pathname}/cells/${cell.dataset.cell}`, { headers: { Accept: "text/html" } });
  const found = new DOMParser().parseFromString(await answer.text(), "text/html");
  return ["evidence", "problem"].flatMap((name) => [...found.querySelectorAll(`select[name="${name}"] option`)]
    .filter((option) => option.value)
    .map((option) => ({ name, value: option.value, code: option.dataset.code, words: option.textContent.trim() })));
}

const offer = (cell) => {
  offered ||= readOffer(cell).catch(() => { offered = null; return []; });
  return offered;
};

const textOf = ({ box }) => box.querySelector("textarea");
const listOf = ({ box }) => box.querySelector("[role=listbox]");
const chosenIn = (list) => list.querySelector('[aria-selected="true"]');

function asked(field) {
  const found = AT.exec(field.value.slice(0, field.selectionStart));
  return found ? found[1] : null;
}

function line(each, at) {
  const sign = each.name ? (each.code || "") : "";
  const row = make("li", { role: "option", id: `pick-${at}`, "aria-selected": String(at === 0) },
    make("span", {}, sign || icon("circle-help")), make("span", {}, each.words));
  if (each.name === "evidence") row.lastChild.append(make("small", {}, say("cellEvidence")));
  row.each = each;
  return row;
}

function hide(editor) {
  const list = listOf(editor);
  list.hidden = true;
  list.replaceChildren();
  textOf(editor).removeAttribute("aria-activedescendant");
}

async function show(editor) {
  const field = textOf(editor);
  const query = asked(field);
  if (query === null) {
    hide(editor);
    return;
  }
  const all = await offer(editor.cell);
  if (asked(field) !== query || !field.isConnected) return;
  const fitting = all.filter((each) => folded(`${each.code} ${each.words}`).includes(folded(query))).slice(0, MOST);
  const list = listOf(editor);
  list.replaceChildren(...[...fitting, { name: "", value: "", words: say("cellGuess") }].map(line));
  list.hidden = false;
  field.setAttribute("aria-activedescendant", "pick-0");
  place();
}

function walk(list, by, field) {
  const rows = [...list.children];
  const at = (rows.indexOf(chosenIn(list)) + by + rows.length) % rows.length;
  rows.forEach((row, each) => row.setAttribute("aria-selected", String(each === at)));
  field.setAttribute("aria-activedescendant", rows[at].id);
  rows[at].scrollIntoView({ block: "nearest" });
}

/* What was picked leaves its trace below the text, and "@…" has done its work. */
function pick(editor, { name, value, code, words }) {
  const field = textOf(editor);
  const before = field.value.slice(0, field.selectionStart).replace(/\s?@\S*$/, "");
  field.value = before + field.value.slice(field.selectionStart);
  if (name === "problem") editor.more = { ...editor.more, problem: value };
  else editor.box.querySelector('[name="evidence"]').value = value;
  const said = editor.box.querySelector(".cell-source");
  said.hidden = false;
  said.replaceChildren(icon(name ? "paperclip" : "circle-help"), [code, words].filter(Boolean).join(" · "));
  hide(editor);
  field.focus();
  place();
}

function key(editor, event) {
  const list = listOf(editor);
  if (list.hidden || !list.children.length) return false;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") walk(list, event.key === "ArrowDown" ? 1 : -1, textOf(editor));
  else if (event.key === "Enter" || event.key === "Tab") pick(editor, chosenIn(list).each);
  else if (event.key === "Escape") hide(editor);
  else return false;
  return true;
}

function grow(field) {
  field.style.blockSize = "auto";
  field.style.blockSize = `${field.scrollHeight}px`;
}

behave("lane", {
  key,
  opened(editor) {
    const field = textOf(editor);
    field.addEventListener("input", () => {
      grow(field);
      show(editor);
    });
    listOf(editor).addEventListener("mousedown", (event) => {
      const row = event.target.closest("[role=option]");
      event.preventDefault();
      if (row) pick(editor, row.each);
    });
    editor.box.querySelector("[data-at]").addEventListener("click", () => {
      field.focus();
      field.setRangeText(field.value && !/\s$/.test(field.value) ? " @" : "@", field.value.length, field.value.length, "end");
      show(editor);
    });
    setTimeout(() => grow(field), 0);
    return false;
  },
});
