/* A form that came back: its list of what to look at gets the focus, and the title of the page begins with "Error". */

const [first] = document.querySelectorAll("[data-refused]");

if (first) {
  document.title = `${first.dataset.refused}: ${document.title}`;
  first.focus();
}
