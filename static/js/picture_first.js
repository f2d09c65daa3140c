/* The form of a new prototype: its name comes from the first file, and what a count means is said while it is typed. */

const form = document.querySelector("form.picture-first");
const title = form.querySelector('input[name="title"]');
const count = form.querySelector('input[name="count"]');
const told = form.querySelector("[data-share]");
const COUNT = /^\s*(\d{1,4})\s*(?:out of|of|de|em|en|\/)\s*(\d{1,4})\b\D*$/i;

form.addEventListener("files:arrived", ({ detail }) => {
  if (title.value || !detail.suggested) return;
  title.value = detail.suggested;
  title.dispatchEvent(new Event("input", { bubbles: true }));
});

function tell() {
  const [, wanted, people] = (COUNT.exec(count.value) || []).map(Number);
  const isCount = wanted > 0 && wanted <= people;
  const share = new Intl.NumberFormat(document.documentElement.lang, { style: "percent", maximumFractionDigits: 0 });
  const words = isCount ? told.dataset.share.replace("{share}", share.format(wanted / people)).replace("{wanted}", wanted) : told.dataset.none;
  if (told.textContent !== words) told.textContent = words;
}

count.addEventListener("input", tell);
tell();
