/* What a cell holds, and what the fields of its editor hold: names with a text each, or with a list of texts. */

import { isBox } from "../fields.js";

const ENDS = /\r\n?|\n/g;

export const heldBy = (cell) => JSON.parse(cell.dataset.values || "{}");

export const hold = (cell, values) => { cell.dataset.values = JSON.stringify(values); };

export const fieldsOf = (box) => [...box.querySelectorAll("input[name], textarea[name], select[name]")];

/* Puts the values into the fields; a field stands as it is when nothing is known of it. */
export function fill(box, values) {
  for (const field of fieldsOf(box)) {
    const value = values[field.name];
    if (value === undefined) continue;
    if (!isBox(field)) field.value = value;
    else field.checked = Array.isArray(value) ? value.includes(field.value) : value === field.value;
  }
}

/* Returns what the fields hold, in the shape of `like`. */
export function collect(box, like) {
  const found = Object.fromEntries(Object.entries(like).map(([name, value]) => [name, Array.isArray(value) ? [] : ""]));
  for (const field of fieldsOf(box)) {
    if (isBox(field) && !field.checked) continue;
    if (Array.isArray(found[field.name])) found[field.name].push(field.value);
    else found[field.name] = field.value.trim();
  }
  return found;
}

export const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/* The same values with nothing in them; what is chosen among words goes back to its first one. */
export function emptied(values) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => {
    if (name === "time_basis") return [name, "guess"];
    if (name === "emotion_is_guess") return [name, "y"];
    return [name, Array.isArray(value) ? [] : ""];
  }));
}

/* As a form sends them: lines end as a browser sends them, and what was seen goes along. */
export function sentAs(wanted, seen, more = {}) {
  const listed = (values, before = "") => Object.entries(values).flatMap(([name, value]) => (
    (Array.isArray(value) ? value : [value]).map((each) => [before + name, each.replace(ENDS, "\r\n")])));
  return [...listed(wanted), ...listed(seen, "seen-"), ...listed(more)];
}
