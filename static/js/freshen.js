/* Reads a page anew every so often: on the wall it also counts that nothing happens, which no event tells. */

const mark = document.querySelector("[data-freshen]");
const person = document.body.dataset.person;

async function start() {
  const { readAnew } = await import("./live/page.js");
  setInterval(() => { if (!document.hidden) readAnew(); }, Number(mark.dataset.freshen) * 1000);
}

if (mark && person && document.querySelector("[data-live]")) start();
