/* The texts that were sent off and not yet accepted, in the browser's own database, each under its person. */

const NAME = "outbox";
const ITEMS = "items";

function request(asked) {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

function open() {
  const asked = indexedDB.open(NAME, 1);
  asked.onupgradeneeded = () => {
    const items = asked.result.createObjectStore(ITEMS, { keyPath: "key", autoIncrement: true });
    items.createIndex("person", "person");
  };
  return request(asked);
}

let opened = null;

/* A browser may close the database under us (its storage was cleared, a newer page wants it): it is opened again. */
function database() {
  if (!opened) {
    opened = open().then((found) => {
      found.onclose = found.onversionchange = () => {
        found.close();
        opened = null;
      };
      return found;
    });
    opened.catch(() => { opened = null; });
  }
  return opened;
}

/* Resolves when the change is on the disk, as far as a browser can tell. */
async function change(deed) {
  const transaction = (await database()).transaction(ITEMS, "readwrite", { durability: "strict" });
  const asked = deed(transaction.objectStore(ITEMS));
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
    transaction.onerror = () => reject(transaction.error);
  });
  return asked.result;
}

/* Whether texts can be kept here at all; a private window may forbid it. */
export const isReady = () => database().then(() => true, () => false);

export const put = (item) => change((items) => items.put(item));
export const remove = (key) => change((items) => items.delete(key));

export async function find(key) {
  return request((await database()).transaction(ITEMS).objectStore(ITEMS).get(key));
}

/* All that this person has not sent yet, the oldest first. */
export async function itemsOf(person) {
  const items = (await database()).transaction(ITEMS).objectStore(ITEMS);
  return request(items.index("person").getAll(person));
}

/* Everybody whose texts this browser keeps. */
export async function owners() {
  const items = await request((await database()).transaction(ITEMS).objectStore(ITEMS).getAll());
  return [...new Set(items.map((item) => item.person))];
}

/* What somebody wrote as a guest is sent by the person that the guest turned out to be. */
export async function handOver(former, person) {
  for (const item of await itemsOf(former)) await put({ ...item, person });
}
