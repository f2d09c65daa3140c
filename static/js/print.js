/* Shows the buttons that print: without JavaScript they would do nothing, and the browser prints anyway. */

for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
