/* Signing out with texts that are not sent yet asks first: they stay on this device, for their writer alone. */

import { draftCount } from "../drafts.js";
import { button, counted, make, person, say } from "../words.js";
import * as store from "./store.js";

let isSure = false;

const isSignOut = (form) => form.querySelector("[data-sign-out]") !== null
  || (form.getAttribute("action") || "").endsWith(document.body.dataset.signOut || "/sign-out");

function ask(form, number, flushSoon) {
  const title = make("h2", { id: "leaving-title" }, say("leavingTitle"));
  const dialog = make("dialog", { class: "panel leaving", "aria-labelledby": "leaving-title" }, title,
    make("p", {}, counted("leaving", number)));
  const close = () => dialog.remove();
  const row = make("div", { class: "button-row" },
    button(say("leavingStay"), () => { flushSoon(); close(); }, "button-main"),
    button(say("leavingAnyway"), () => {
      isSure = true;
      close();
      form.requestSubmit();
    }));
  dialog.append(row);
  dialog.addEventListener("close", close);
  document.body.append(dialog);
  dialog.showModal();
}

export function askBeforeLeaving({ flushSoon }) {
  let unsent = 0;
  const recount = () => store.itemsOf(person).then((items) => { unsent = items.length; }, () => {});
  for (const name of ["outbox:changed", "outbox:accepted", "outbox:refused"]) document.addEventListener(name, recount);
  recount();
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || isSure || !isSignOut(event.target)) return;
    const number = unsent + draftCount();
    if (!number) return;
    event.preventDefault();
    ask(event.target, number, flushSoon);
  });
}
