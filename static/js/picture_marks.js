/* Pins and clickable areas on the picture itself: a click puts a pin, a drag draws an area, numbers move either by keys. */

import { refresh } from "./edits.js";

const SVG = "http://www.w3.org/2000/svg";
/* Shorter than this, in per cent, a drag is a click with an unsteady hand. */
const LEAST_DRAG = 3;
const STEP = 1;
const BIG_STEP = 10;
const SIZES = { pin: { x: 50, y: 50 }, hotspot: { x: 40, y: 45, width: 20, height: 10 } };
const forms = { pin: document.getElementById("pin-form"), hotspot: document.getElementById("hotspot-form") };
let drawing = null;

const bounded = (value, least, most) => Math.min(most, Math.max(least, Math.round(value)));
const figureOf = (element) => element.closest?.("figure[data-screen]");
const openForm = () => Object.values(forms).find((form) => form && !form.hidden);
const numbers = (form) => Object.fromEntries(Object.keys(SIZES[form.dataset.mark]).map((name) => [name, Number(form.elements[name].value) || 0]));

function ghost(figure) {
  const marks = figure.querySelector(".marks");
  let shape = marks.querySelector(".mark-new");
  if (!shape) {
    shape = document.createElementNS(SVG, "rect");
    shape.setAttribute("class", "mark-new");
    shape.setAttribute("data-kept", "");
    marks.append(shape);
  }
  return shape;
}

/* What is being placed is drawn as the numbers say; a pin is a small square around its point. */
function draw(form) {
  const figure = figureOf(form);
  if (!figure) return;
  const { x, y, width, height } = numbers(form);
  const shape = ghost(figure);
  const isPin = form.dataset.mark === "pin";
  const place = isPin ? { x: `${x}%`, y: `${y}%`, width: 22, height: 22, rx: 11 } : { x: `${x}%`, y: `${y}%`, width: `${width}%`, height: `${height}%`, rx: 4 };
  for (const [name, value] of Object.entries(place)) shape.setAttribute(name, value);
  shape.classList.toggle("mark-new-pin", isPin);
}

function fill(form, place) {
  for (const [name, value] of Object.entries(place)) form.elements[name].value = value;
  draw(form);
}

function close(form) {
  document.querySelectorAll(".mark-new").forEach((shape) => shape.remove());
  form.hidden = true;
  document.getElementById("mark-forms").append(form);
}

/* Where an area may lead: to every other screen of the same version. */
function offerScreens(form, figure) {
  const list = form.elements.target_id;
  const screens = [...figure.parentElement.querySelectorAll("figure[data-screen]")];
  const options = screens.filter((each) => each !== figure).map((each) => new Option(each.getAttribute("aria-label"), each.dataset.screen));
  list.replaceChildren(...options, new Option(list.dataset.back, ""));
  const after = screens[screens.indexOf(figure) + 1];
  list.value = after ? after.dataset.screen : "";
}

function open(kind, figure, place) {
  const form = forms[kind];
  const link = figure.querySelector(`a[href$="/${figure.dataset.screen}/${kind}s/new"]`);
  if (!form || !link) return;
  for (const other of Object.values(forms)) if (other && !other.hidden && figureOf(other) !== figure) close(other);
  if (forms.pin !== form) close(forms.pin); else close(forms.hotspot);
  if (form.hidden) refresh(form);
  form.setAttribute("action", link.getAttribute("href"));
  if (kind === "hotspot") offerScreens(form, figure);
  figure.querySelector(".shown-frame").after(form);
  form.hidden = false;
  fill(form, place);
  form.querySelector("textarea, input[type='text']").focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href$='/pins/new'], a[href$='/hotspots/new']");
  const figure = link && figureOf(link);
  if (!figure || event.ctrlKey || event.metaKey || event.button) return;
  const kind = link.getAttribute("href").endsWith("/pins/new") ? "pin" : "hotspot";
  if (!forms[kind]) return;
  event.preventDefault();
  open(kind, figure, SIZES[kind]);
});

document.addEventListener("click", ({ target }) => {
  if (target.matches?.("[data-mark] [data-cancel]")) close(target.form);
});

const placeOf = (event, picture) => {
  const box = picture.getBoundingClientRect();
  return { x: bounded(((event.clientX - box.left) / box.width) * 100, 0, 100), y: bounded(((event.clientY - box.top) / box.height) * 100, 0, 100) };
};

function between(from, to) {
  const [x, y] = [Math.min(from.x, to.x), Math.min(from.y, to.y)];
  return { x, y, width: Math.max(1, Math.abs(from.x - to.x)), height: Math.max(1, Math.abs(from.y - to.y)) };
}

/* A finger scrolls the page, unless it is just drawing an area. */
document.addEventListener("pointerdown", (event) => {
  const figure = figureOf(event.target);
  const picture = figure?.querySelector(".shown-frame img");
  if (!picture || !forms.pin || event.button || !event.target.closest(".shown-frame") || event.target.closest("a")) return;
  const isDrawing = event.pointerType === "mouse" || openForm() === forms.hotspot;
  drawing = { figure, picture, isDrawing, from: placeOf(event, picture), to: placeOf(event, picture) };
  if (isDrawing) event.preventDefault();
});

document.addEventListener("pointermove", (event) => {
  if (!drawing?.isDrawing) return;
  drawing.to = placeOf(event, drawing.picture);
  const place = between(drawing.from, drawing.to);
  if (place.width < LEAST_DRAG && place.height < LEAST_DRAG) return;
  const shape = ghost(drawing.figure);
  for (const [name, value] of Object.entries(place)) shape.setAttribute(name, `${value}%`);
});

document.addEventListener("pointerup", (event) => {
  if (!drawing) return;
  const { figure, picture, isDrawing, from } = drawing;
  drawing = null;
  const place = between(from, placeOf(event, picture));
  const isDrag = isDrawing && (place.width >= LEAST_DRAG || place.height >= LEAST_DRAG);
  if (isDrag) open("hotspot", figure, { ...place, width: Math.min(place.width, 100 - place.x), height: Math.min(place.height, 100 - place.y) });
  else open("pin", figure, from);
});
document.addEventListener("pointercancel", () => { drawing = null; });

/* Arrows in a number move the mark. */
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("[data-mark]");
  if (!form) return;
  if (event.key === "Escape") close(form);
  const by = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!by || !event.target.matches(".mark-numbers input")) return;
  event.preventDefault();
  const now = Number(event.target.value) || 0;
  event.target.value = bounded(now + by * (event.shiftKey ? BIG_STEP : STEP), 0, 100);
  draw(form);
});
document.addEventListener("input", ({ target }) => {
  const form = target.closest?.("[data-mark]");
  if (form && target.matches(".mark-numbers input")) draw(form);
});
document.addEventListener("outbox:emptied", ({ target }) => {
  if (target.matches?.("[data-mark]")) close(target);
});
