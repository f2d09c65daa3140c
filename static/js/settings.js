/* What somebody has switched off in this browser: kept here alone, and on unless it was switched off. */

const keyOf = (name) => `setting:${name}`;

export function isOn(name) {
  try { return localStorage.getItem(keyOf(name)) !== "off"; } catch { return true; }
}

function keep(name, isWanted) {
  try {
    if (isWanted) localStorage.removeItem(keyOf(name));
    else localStorage.setItem(keyOf(name), "off");
  } catch { /* a private window forgets */ }
}

for (const place of document.querySelectorAll("[data-settings]")) {
  place.hidden = false;
  for (const box of place.querySelectorAll("[data-setting]")) box.checked = isOn(box.dataset.setting);
}

document.addEventListener("change", ({ target }) => {
  if (target.dataset.setting) keep(target.dataset.setting, target.checked);
});
