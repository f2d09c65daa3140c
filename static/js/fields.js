/* What counts as typed: asked wherever a page might change under somebody's hands. */

const TEXT_TYPES = new Set(["text", "search", "url", "number", "date", "time", "datetime-local", "email", "tel", ""]);

export const isText = (field) => field.tagName === "TEXTAREA"
  || (field.tagName === "INPUT" && TEXT_TYPES.has(field.getAttribute("type") || ""));

export const isBox = (field) => field.tagName === "INPUT" && ["checkbox", "radio"].includes(field.type);

/* Whether the person changed this field since the server sent it. */
export function isChanged(field) {
  if (isText(field)) return field.value !== field.defaultValue;
  if (isBox(field)) return field.checked !== field.defaultChecked;
  if (field.tagName !== "SELECT") return false;
  const isNamed = field.multiple || [...field.options].some((option) => option.defaultSelected);
  const first = isNamed ? null : field.options[0];
  return [...field.options].some((option) => option.selected !== (option.defaultSelected || option === first));
}

export const isTyped = (field) => isText(field) && Boolean(field.name) && isChanged(field);
export const isUsed = (field) => isChanged(field) || field === document.activeElement;

/* All fields inside something, be it a form or not; fields that belong to a form by `form=` count as its own. */
const fieldsIn = (root) => (root instanceof HTMLFormElement
  ? [...root.elements]
  : [...root.querySelectorAll("input, textarea, select")]);

export const typedIn = (root) => fieldsIn(root).filter(isTyped);
export const isTypingIn = (root) => fieldsIn(root).some((field) => isText(field) && isUsed(field));

/* getAttribute, because a field called "method" or "action" would hide form.method and form.action. */
export const isPost = (form) => form instanceof HTMLFormElement
  && (form.getAttribute("method") || "").toLowerCase() === "post";
export const addressOf = (form, submitter = null) => new URL(
  (submitter && submitter.getAttribute("formaction")) || form.getAttribute("action") || location.href,
  location.href,
);
