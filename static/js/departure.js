/* When the person last set out for another page: whatever was under way before does not call them back. A download
   begins in the same way, so this is no proof that the page will end. */

let departedAt = 0;

export const hasDepartedSince = (moment) => departedAt >= moment;

window.addEventListener("beforeunload", () => { departedAt = Date.now(); });
