/* The connection itself: an event stream, or, where none comes through, the same frames asked for every few seconds. */

const KINDS = ["hello", "parts", "presence", "resync", "gone"];
const FAILURES_BEFORE_POLLING = 3;
const POLL_EVERY = 4000;
const TRY_STREAM_EVERY = 60000;
const LONGEST_WAIT = 30000;
const TICK = 5000;
const SLEPT = 90000;

const waitFor = (failures) => Math.min(LONGEST_WAIT, 500 * 2 ** failures) * (0.75 + Math.random() / 2);

/* Reads the text of a stream that has ended. */
function framesIn(text) {
  return text.replace(/\r\n?/g, "\n").split("\n\n").map((block) => {
    const frame = { kind: "message", id: "", data: [] };
    for (const line of block.split("\n")) {
      const [, name, value] = line.match(/^(\w+): ?(.*)$/) || [];
      if (name === "event") frame.kind = value;
      if (name === "id") frame.id = value;
      if (name === "data") frame.data.push(value);
    }
    return { ...frame, data: frame.data.join("\n") };
  }).filter((frame) => frame.data);
}

const asFrame = ({ kind, id, data }) => ({ kind, id, data: JSON.parse(data || "null") });

/* `address()` names what is to be read at this moment; `onFrame` gets {kind, id, data}; `onState` gets "up",
   "down" or "out" (nobody is signed in any more). */
export function connect(address, onFrame, onState) {
  let source = null;
  let timer = 0;
  let failures = 0;
  let isClosed = false;
  let streamTriedAt = 0;
  let tickedAt = Date.now();

  function later(action, wait) {
    clearTimeout(timer);
    if (!isClosed) timer = setTimeout(action, wait);
  }

  function drop() {
    if (source) source.close();
    source = null;
  }

  function arrived(kind, id, data) {
    failures = 0;
    onState("up");
    onFrame(asFrame({ kind, id, data }));
  }

  function open() {
    if (isClosed) return;
    drop();
    clearTimeout(timer);
    streamTriedAt = Date.now();
    const mine = new EventSource(address());
    source = mine;
    const listen = (kind) => mine.addEventListener(kind, (event) => {
      if (source === mine) arrived(kind, event.lastEventId, event.data);
    });
    ["message", ...KINDS].forEach(listen);
    mine.onerror = () => { if (source === mine) failed(); };
  }

  /* The browser tries again by itself unless the answer was no stream; we count, and look why. */
  function failed() {
    failures += 1;
    onState("down");
    if (failures >= FAILURES_BEFORE_POLLING) {
      drop();
      later(poll, 0);
    } else if (source.readyState === EventSource.CLOSED) {
      later(open, waitFor(failures));
    }
  }

  async function poll() {
    if (Date.now() - streamTriedAt > TRY_STREAM_EVERY) {
      failures = FAILURES_BEFORE_POLLING - 1;
      open();
      return;
    }
    let wait = POLL_EVERY;
    try {
      const answer = await fetch(`${address()}&poll=1`, { cache: "no-store" });
      const isStream = (answer.headers.get("Content-Type") || "").startsWith("text/event-stream");
      if (isClosed || source) return;
      if (isStream) {
        for (const frame of framesIn(await answer.text())) onFrame(asFrame(frame));
        failures = FAILURES_BEFORE_POLLING;
        onState("up");
      } else if (answer.redirected || [401, 403, 404].includes(answer.status)) {
        onState("out");
        wait = LONGEST_WAIT;
      } else {
        throw new Error(`answered ${answer.status}`);
      }
    } catch {
      failures += 1;
      onState("down");
      wait = waitFor(failures - FAILURES_BEFORE_POLLING);
    }
    if (!source) later(poll, wait);
  }

  function anew() {
    failures = 0;
    open();
  }

  function lost() {
    drop();
    clearTimeout(timer);
    onState("down");
  }

  /* A laptop that slept has a connection that looks alive and is not. */
  const clock = setInterval(() => {
    if (Date.now() - tickedAt > SLEPT) anew();
    tickedAt = Date.now();
  }, TICK);
  window.addEventListener("online", anew);
  window.addEventListener("offline", lost);
  open();

  return {
    anew,
    close() {
      isClosed = true;
      drop();
      clearTimeout(timer);
      clearInterval(clock);
      window.removeEventListener("online", anew);
      window.removeEventListener("offline", lost);
    },
  };
}
