/* Two texts of one field: a press puts mine, theirs or both joined into the box. Without a script they are copied by hand. */

function showPressed(row, field) {
  for (const each of row.querySelectorAll("button")) {
    each.setAttribute("aria-pressed", String(each.dataset.text === field.value));
  }
}

for (const row of document.querySelectorAll("[data-versions]")) {
  const field = document.getElementById(row.dataset.versions);
  row.hidden = false;
  row.addEventListener("click", (event) => {
    const pressed = event.target.closest("button");
    if (!pressed) return;
    field.value = pressed.dataset.text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  field.addEventListener("input", () => showPressed(row, field));
  showPressed(row, field);
}
