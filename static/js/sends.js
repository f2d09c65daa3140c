/* A choice that is saved as soon as it is made; without scripts there is a button beside it. */

document.documentElement.classList.add("sends-ready");

document.addEventListener("change", ({ target }) => {
  if (target.matches("select[data-sends]")) target.form.requestSubmit();
});
