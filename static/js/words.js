/* The words of the scripts in the reader's language, and who the reader is: both stand on the body. */

const words = document.body.dataset;

/* Empty for a stranger. */
export const person = words.person || "";

/* Fills the {facts} of a sentence in. */
export function say(name, facts = {}) {
  return (words[name] || "").replace(/\{(\w+)\}/g, (whole, fact) => String(facts[fact] ?? whole));
}

export function counted(name, number) {
  const shown = new Intl.NumberFormat(document.documentElement.lang).format(number);
  return say(name + (number === 1 ? "One" : "Many"), { count: shown });
}

export function icon(name) {
  const sample = document.querySelector("svg.icon use");
  const address = sample ? sample.getAttribute("href").split("#")[0] : words.icons;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${address}#${name}`);
  svg.append(use);
  return svg;
}

/* make("p", {class: "small"}, "text", element…) */
export function make(tag, attributes = {}, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...inside);
  return made;
}

export function button(label, action, kind = "") {
  const made = make("button", { type: "button", class: `button button-small ${kind}`.trim() }, label);
  made.addEventListener("click", action);
  return made;
}
