/* Says when somebody else saved the record whose form is open; the fields stay as they are. */

function look() {
  for (const told of document.querySelectorAll("[data-version-now]")) {
    const seen = document.querySelector('main form[data-marks] input[name="version"]');
    const meanwhile = told.querySelector("[data-meanwhile]");
    if (seen && meanwhile) meanwhile.hidden = seen.value === told.dataset.versionNow;
  }
}

document.addEventListener("live:changed", look);
look();
