/* Two people have written one cell: the second chooses what stays, and the other text is kept in the history. */

import { go } from "../grid.js";
import { make, say } from "../words.js";
import { complain, edit, editing } from "./editor.js";
import { save } from "./saving.js";
import { show } from "./showing.js";

/* Texts can stand one below the other; of numbers, ticks and feelings there is one. */
const JOINED = { text: "\n", title: ", ", actor: ", ", alternative: "\n", legal_ground: ", ", time_source: ", ", emotion_word: ", " };

const wordsOf = (values, names) => names.map((name) => values[name]).flat().filter(Boolean).join(" · ");

function joined(mine, theirs, names) {
  if (!names.every((name) => JOINED[name] && mine[name] && theirs[name])) return null;
  return { ...theirs, ...Object.fromEntries(names.map((name) => [name, theirs[name] + JOINED[name] + mine[name]])) };
}

/* What only I have changed goes along with any choice; of what both have changed, one text stays. */
function choices({ wanted, told: { theirs, fields } }) {
  const [mine, other] = [wordsOf(wanted, fields), wordsOf(theirs, fields)];
  const kept = { ...wanted, ...Object.fromEntries(fields.map((name) => [name, theirs[name]])) };
  const both = joined(wanted, theirs, fields);
  return [
    both && { label: say("cellBoth"), values: { ...kept, ...both }, aside: "" },
    { label: say("cellMine", { text: mine }), note: say("cellTheirsKept"), values: wanted, aside: other },
    { label: say("cellTheirs", { text: other }), note: say("cellMineKept"), values: kept, aside: mine },
  ].filter(Boolean);
}

function row({ label, note }, at) {
  const said = make("span", {}, label);
  if (note) said.append(make("small", {}, note));
  return make("li", { role: "option", id: `choice-${at}`, "aria-selected": String(at === 0) }, make("span", {}, String(at + 1)), said);
}

function settle(cell, item, box, { values, aside }) {
  box.remove();
  show(cell, values);
  save(cell, values, item.told.theirs, aside ? { aside } : {});
  go(cell);
}

function walk(list, by) {
  const rows = [...list.children];
  const at = rows.findIndex((each) => each.getAttribute("aria-selected") === "true") + by;
  rows.forEach((each, other) => each.setAttribute("aria-selected", String(other === Math.min(Math.max(0, at), rows.length - 1))));
  list.setAttribute("aria-activedescendant", list.querySelector('[aria-selected="true"]').id);
}

function ask(cell, item) {
  const offered = choices(item);
  const list = make("ul", { class: "pick-list", role: "listbox", tabindex: "0", "aria-label": say("cellWhich") }, ...offered.map(row));
  const who = item.told.by ? say("cellSavedBy", { name: item.told.by }) : say("cellSavedMeanwhile");
  const box = make("div", { class: "cell-edit cell-choice", id: "cell-choice", role: "group", "aria-label": say("cellWhich"), "data-kept": "" },
    make("p", { class: "cell-why" }, who), list);
  const done = (at) => settle(cell, item, box, offered[at]);
  list.addEventListener("keydown", (event) => {
    const number = Number(event.key);
    if (number >= 1 && number <= offered.length) done(number - 1);
    else if (event.key === "Enter") done([...list.children].findIndex((each) => each.getAttribute("aria-selected") === "true"));
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") walk(list, event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Escape") { box.remove(); go(cell); } else return;
    event.preventDefault();
  });
  list.addEventListener("click", (event) => {
    const chosen = event.target.closest("li");
    if (chosen) done([...list.children].indexOf(chosen));
  });
  lay(cell, box);
  list.setAttribute("aria-activedescendant", "choice-0");
  list.focus();
}

function lay(cell, box) {
  const old = document.getElementById("cell-choice");
  if (old) old.remove();
  const frame = cell.closest(".map-frame");
  const [around, area] = [frame.getBoundingClientRect(), cell.getBoundingClientRect()];
  frame.append(box);
  box.style.minInlineSize = `${area.width + 4}px`;
  box.style.insetInlineStart = `${Math.min(area.left - around.left - 2, Math.max(0, around.width - box.offsetWidth))}px`;
  box.style.insetBlockStart = `${area.top - around.top - 2}px`;
}

/* Opens what was refused: the question, or the fields with the sentence that says why. */
export function review(cell, item) {
  if (!item.told) return false;
  if (item.told.fields) ask(cell, item);
  else if (edit(cell, "", item.wanted, item.seen)) complain(item.told.errors || {});
  return true;
}

/* Nobody is torn from another cell: there the refused one only says so, and opens when its person comes. */
document.addEventListener("cells:refused", ({ detail: { cell, item } }) => {
  if (!editing() && !document.getElementById("cell-choice")) review(cell, item);
});

