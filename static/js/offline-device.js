// What this device keeps for coaching offline, locked by a PIN that never leaves it (docs/adr/0012-offline.md).
//
// A random key encrypts everything; it lies here wrapped by a key made from the PIN. In the clear are random numbers,
// counts, times, and whether something waits to be sent. Ten wrong PINs, or fourteen days unopened, and all of it is wiped.

const DATABASE = "cpd-offline";
const LOCK = "lock";
const ROUNDS = 600_000;
export const MOST_TRIES = 10;
const KEPT_FOR = 14 * 24 * 3600 * 1000;
// Says to other pages that there is something to wipe when its person signs out.
const MARK = "cpd-offline";

export const isAble = () => Boolean(globalThis.indexedDB && crypto?.subtle && navigator.serviceWorker);

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function database() {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore("device");
    opening.result.createObjectStore("kept");
  };
  return done(opening);
}

/** One request to one store, in a transaction that is on the disk before it is done. */
async function ask(store, mode, request) {
  const base = await database();
  try {
    const transaction = base.transaction(store, mode, { durability: mode === "readwrite" ? "strict" : "default" });
    const ended = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
    const [answer] = await Promise.all([done(request(transaction.objectStore(store))), ended]);
    return answer;
  } finally {
    base.close();
  }
}

async function wrappingKey(pin, salt, uses) {
  const typed = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return crypto.subtle.deriveKey(how, typed, { name: "AES-GCM", length: 256 }, false, uses);
}

const random = (size) => crypto.getRandomValues(new Uint8Array(size));

/** Begin to keep things here under a PIN. */
export async function begin(id, pin) {
  const [salt, iv] = [random(16), random(12)];
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
  const wrapped = await crypto.subtle.wrapKey("raw", key, await wrappingKey(pin, salt, ["wrapKey"]), { name: "AES-GCM", iv });
  const lock = { id, salt, iv, wrapped, tries: 0, opened: Date.now() };
  await ask("device", "readwrite", (store) => store.put(lock, LOCK));
  localStorage.setItem(MARK, "on");
}

/** The lock of this device; nothing where offline is off. What lay here too long is wiped first. */
export async function findLock() {
  const lock = await ask("device", "readonly", (store) => store.get(LOCK));
  if (!lock || Date.now() - lock.opened <= KEPT_FOR) return lock;
  await wipe();
  return undefined;
}

/** The open store for a right PIN; otherwise how many tries are left. A try is counted before it is made. */
export async function unlock(pin) {
  const lock = await findLock();
  if (!lock) return { left: 0 };
  lock.tries += 1;
  await ask("device", "readwrite", (store) => store.put(lock, LOCK));
  try {
    const wrapping = await wrappingKey(pin, lock.salt, ["unwrapKey"]);
    const how = { name: "AES-GCM", iv: lock.iv };
    const key = await crypto.subtle.unwrapKey("raw", lock.wrapped, wrapping, how, "AES-GCM", false, ["encrypt", "decrypt"]);
    await ask("device", "readwrite", (store) => store.put({ ...lock, tries: 0, opened: Date.now() }, LOCK));
    return { store: new Store(lock.id, key) };
  } catch (fault) {
    if (fault.name !== "OperationError") throw fault;
    const left = MOST_TRIES - lock.tries;
    if (left <= 0) await wipe();
    return { left: Math.max(0, left) };
  }
}

/** Encrypted things by name. A box opens under its own name alone. */
class Store {
  #key;

  constructor(id, key) {
    this.id = id;
    this.#key = key;
  }

  #how = (name, iv) => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(name) });

  /** `isUnsent` stands in the clear, so that a sign-out knows without a PIN that words would be lost. */
  async put(name, value, isUnsent = false) {
    const iv = random(12);
    const box = await crypto.subtle.encrypt(this.#how(name, iv), this.#key, new TextEncoder().encode(JSON.stringify(value)));
    await ask("kept", "readwrite", (store) => store.put({ name, iv, box, isUnsent }, name));
  }

  async all() {
    const rows = await ask("kept", "readonly", (store) => store.getAll());
    const open = async ({ name, iv, box }) => {
      const bytes = await crypto.subtle.decrypt(this.#how(name, iv), this.#key, box);
      return [name, JSON.parse(new TextDecoder().decode(bytes))];
    };
    return new Map(await Promise.all(rows.map(open)));
  }

  async remove(name) {
    await ask("kept", "readwrite", (store) => store.delete(name));
  }
}

/** Whether words lie here that the server has not got. */
export async function hasUnsent() {
  const rows = await ask("kept", "readonly", (store) => store.getAll());
  return rows.some((row) => row.isUnsent);
}

/** Nothing stays: neither the key, nor what it locks, nor the page kept for offline. */
export async function wipe() {
  await ask("device", "readwrite", (store) => store.clear());
  await ask("kept", "readwrite", (store) => store.clear());
  localStorage.removeItem(MARK);
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("cpd-offline-")).map((name) => caches.delete(name)));
  const worker = await navigator.serviceWorker.getRegistration("/coaching/offline/");
  await worker?.unregister();
}

/** Before a sign-out: false where words would be lost; otherwise all is wiped, unless it is a colleague's. */
export async function leave(token) {
  const lock = await findLock();
  if (lock && (await hasUnsent())) return false;
  if (lock && (await switchOff(lock.id, token))) await wipe();
  return true;
}

/** Tell the server that this device keeps nothing any more; false where it is somebody else's device. */
export async function switchOff(id, token) {
  const body = new URLSearchParams({ csrf_token: token });
  const answer = await fetch(`/coaching/offline/devices/${id}/off`, { method: "POST", body, redirect: "manual" }).catch(() => null);
  return ![403, 404].includes(answer?.status);
}
