/* Shows and hides the curves of other segments over a map; which are hidden is kept while the page is open. */

document.addEventListener("change", ({ target }) => {
  if (target.dataset && target.dataset.curve) {
    document.body.classList.toggle(`curve-off-${target.dataset.curve}`, !target.checked);
  }
});
