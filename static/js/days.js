/* The browser's own calendar beside a field for a day: what is chosen is written as the page writes days. */

const LETTERS = { d: "day", m: "month", y: "year" };

/* Returns "2026-03-31" for what stands in the field, nothing where that is no day. */
function isoOf(field) {
  const order = field.dataset.day;
  const parts = field.value.split(/\D+/).filter(Boolean);
  if (parts.length !== 3) return "";
  const named = Object.fromEntries([...order].map((letter, place) => [LETTERS[letter], parts[place]]));
  return `${named.year.padStart(4, "20")}-${named.month.padStart(2, "0")}-${named.day.padStart(2, "0")}`;
}

function write(field, iso) {
  const [year, month, day] = iso.split("-");
  const named = { year, month, day };
  field.value = iso && [...field.dataset.day].map((letter) => named[LETTERS[letter]]).join("/");
  for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
}

function open(button) {
  const field = button.previousElementSibling;
  const calendar = document.createElement("input");
  calendar.type = "date";
  calendar.className = "day-calendar";
  calendar.tabIndex = -1;
  calendar.ariaHidden = "true";
  calendar.min = field.dataset.first || "";
  calendar.max = field.dataset.last || "";
  calendar.value = isoOf(field);
  button.after(calendar);
  calendar.addEventListener("change", () => { if (calendar.value) write(field, calendar.value); });
  calendar.addEventListener("blur", () => { calendar.remove(); });
  calendar.showPicker();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-day-open]");
  for (const left of document.querySelectorAll(".day-calendar")) left.remove();
  if (button) open(button);
});
