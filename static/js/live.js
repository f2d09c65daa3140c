/* The door to the live page: what a page that watches nothing would never need is not loaded. */

if (document.body.dataset.live && document.body.dataset.person) import("./live/page.js");
