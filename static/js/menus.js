/* Closes an open menu by Escape or a press beside it; opening needs no script. */

const openMenus = () => document.querySelectorAll("details.menu[open], details.outbox-menu[open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
