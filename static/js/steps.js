/* The field for the next step of a map: the phase that was chosen stays chosen after a step was sent off. */

const chosen = new WeakMap();
const isOurs = (form) => form.matches("form[data-steps]");

document.addEventListener("submit", ({ target: form }) => {
  if (isOurs(form) && form.elements.phase_id) chosen.set(form, form.elements.phase_id.value);
}, true);
document.addEventListener("outbox:emptied", ({ target: form }) => {
  if (isOurs(form) && chosen.has(form)) form.elements.phase_id.value = chosen.get(form);
});
