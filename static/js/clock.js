/* Timers that count by the server's clock: late joiners and wrong laptops see the same time as everybody. */

import { tell } from "./voice.js";
import { say } from "./words.js";

const TICK = 250;
const LOW = 0.2;
const OVER = 0.05;
/* Said aloud when so many seconds are left; every second would be noise. */
const SAID = [[300, "timerFive"], [60, "timerOne"], [0, "timerOver"]];
const before = new Map();
let offset = 0;

const timers = () => document.querySelectorAll("[data-ends-at], [data-paused-left]");

function leftOf(timer) {
  if (timer.dataset.pausedLeft) return Number(timer.dataset.pausedLeft);
  return (Number(timer.dataset.endsAt) - Date.now() - offset) / 1000;
}

const two = (number) => String(number).padStart(2, "0");

/* Past the end it counts how late it is. */
function written(left) {
  const seconds = left >= 0 ? Math.ceil(left) : Math.floor(-left);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const time = hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`;
  return left < 0 && seconds ? `+${time}` : time;
}

function show(timer) {
  const left = leftOf(timer);
  if (Number.isNaN(left)) return;
  const text = timer.querySelector(".timer-time") || timer;
  if (text.textContent !== written(left)) text.textContent = written(left);
  const length = Number(timer.dataset.length) || 0;
  const done = timer.parentElement.querySelector(":scope > ol .agenda-live progress");
  if (done && length) done.value = Math.min(100, Math.max(0, 100 * (1 - left / length)));
  timer.classList.toggle("timer-low", length > 0 && left <= length * LOW && left > length * OVER);
  timer.classList.toggle("timer-over", left <= 0 || (length > 0 && left <= length * OVER));
}

/* Only the first timer speaks: a wall of ten teams must not. */
function speak(timer) {
  const left = leftOf(timer);
  const earlier = before.get(timer.dataset.endsAt);
  before.clear();
  before.set(timer.dataset.endsAt, left);
  if (timer.dataset.pausedLeft || earlier === undefined) return;
  const crossed = SAID.filter(([seconds]) => earlier > seconds && left <= seconds).pop();
  if (crossed) tell("time", say(crossed[1]));
}

function tick() {
  const all = timers();
  all.forEach(show);
  if (all.length) speak(all[0]);
}

function start() {
  document.addEventListener("live:clock", (event) => {
    offset = event.detail;
    before.clear();
    tick();
  });
  document.addEventListener("live:changed", () => timers().forEach(show));
  tick();
  setInterval(tick, TICK);
}

if (document.querySelector("[data-live]") || timers().length) start();
