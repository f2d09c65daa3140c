/* A line offers what the other cells of its row say already. */

import { behave } from "./editor.js";
import { heldBy } from "./values.js";

behave("line", {
  opened({ cell, box }) {
    const name = cell.dataset.cell;
    const list = box.querySelector("datalist");
    if (!list || name === "title") return false;
    const said = [...cell.parentElement.querySelectorAll("[data-cell]")].map((other) => heldBy(other)[name]);
    for (const text of new Set(said.filter(Boolean))) list.append(new Option(text, text));
    return false;
  },
});
