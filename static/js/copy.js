/* Copies a text or hands it to the device's own sharing; without JavaScript the field beside it can be selected. */

function show() {
  for (const button of document.querySelectorAll("button[data-copy]")) button.hidden = false;
  if (navigator.share) for (const button of document.querySelectorAll("button[data-share]")) button.hidden = false;
}

/* Where the page is not served by https, browsers offer no clipboard, but copy what is selected. */
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

document.addEventListener("click", async (event) => {
  const copied = event.target.closest("button[data-copy]");
  const shared = event.target.closest("button[data-share]");
  if (shared) await navigator.share({ text: shared.dataset.share }).catch(() => {});
  if (!copied) return;
  await copy(copied.dataset.copy);
  const said = copied.parentElement.querySelector("[data-done]");
  said.textContent = said.dataset.done;
  copied.focus();
});
show();
