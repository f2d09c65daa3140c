/* Own votes, shown on the groups and notes that they went to. */

function show(button, given, limit) {
  const isFull = given >= limit;
  const [word, ...rest] = button.querySelectorAll("[data-word]");
  /* The name alone says how it stands: a state beside it would say it twice. */
  button.classList.toggle("vote-given", given > 0);
  /* What has all it may get gives its last vote back. */
  button.name = given && isFull ? "less" : "more";
  word.hidden = given > 0;
  for (const each of rest) {
    each.hidden = given === 0;
    each.textContent = given > 1 ? `${each.dataset.word} ${given}` : each.dataset.word;
  }
  const does = given && isFull ? button.dataset.sayLess : button.dataset.sayMore;
  const shown = given ? rest.map((each) => each.textContent).join(" ") : "";
  button.setAttribute("aria-label", shown && !does.includes(shown) ? `${shown}. ${does}` : does);
}

function votes() {
  const own = document.querySelector("[data-dots]");
  const dots = own ? JSON.parse(own.dataset.dots) : {};
  const limit = own ? Number(own.dataset.limit) : 1;
  for (const button of document.querySelectorAll("[data-vote]")) show(button, dots[button.dataset.vote] || 0, limit);
}

votes();
document.addEventListener("live:changed", votes);
