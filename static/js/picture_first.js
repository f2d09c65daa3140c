/* The form of a new prototype: its name comes from the first file, and what a count means is said while it is typed. */

const form = document.querySelector("form.picture-first");
const title = form.querySelector('input[name="title"]');
const count = form.querySelector('input[name="count"]');
const told = form.querySelector("[data-share]");
let suggested = "";
const COUNT = /^\s*(\d{1,4})\s*(?:out of|of|de|em|en|\/)\s*(\d{1,4})\b\D*$/i;

/* The first file on the list names it, whichever arrives first; a name that somebody typed stays. */
form.addEventListener("files:arrived", () => {
  if (title.value !== suggested) return;
  const named = [...form.querySelectorAll("[data-suggested]")].map((line) => line.dataset.suggested).filter(Boolean);
  if (!named.length) return;
  [suggested] = named;
  title.value = suggested;
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
