/* Shows the buttons that print: without JavaScript they would do nothing, and the browser prints anyway. */

function show() {
  for (const button of document.querySelectorAll("button[data-print]")) button.hidden = false;
}

show();
document.addEventListener("live:changed", show);
document.addEventListener("click", (event) => { if (event.target.closest("button[data-print]")) window.print(); });
