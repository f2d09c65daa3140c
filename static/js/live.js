/* The door to the live page: what a page that watches nothing would never need is not loaded. */

if (document.querySelector("[data-live]") && document.body.dataset.person) import("./live/page.js");
