/* What is not saved yet, kept on this device until the server has it. Encrypted with a key that stands in the page of
   the person who wrote it, and nowhere on the device; removed when it is saved, at signing out, and after a week. */

const PREFIX = "ischia.draft.";
const WEEK = 7 * 24 * 3600 * 1000;

export const canKeep = () => Boolean(globalThis.crypto?.subtle && storage());

function storage() {
  try {
    return globalThis.localStorage;
  } catch {
    return null; // blocked by the browser's settings
  }
}

const names = (start = PREFIX) => Object.keys(storage() ?? {}).filter((name) => name.startsWith(start));
const toText = (bytes) => btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""));
const toBytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

export async function openStore(form) {
  const key = await crypto.subtle.importKey("raw", toBytes(form.dataset.keptKey), "AES-GCM", false, ["encrypt", "decrypt"]);
  return { key, start: `${PREFIX}${form.dataset.keptName}.` };
}

/* `draft`: { body, revision, window }; one for each window. */
export async function put(store, draft) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(draft));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, store.key, plain);
  return JSON.stringify({ at: Date.now(), iv: toText(iv), sealed: toText(sealed) });
}

export const write = (store, window, text) => storage().setItem(store.start + window, text);
export const remove = (store, window) => storage().removeItem(store.start + window);

/* What windows that are closed by now left behind, oldest first. */
export async function leftBehind(store) {
  const open = new Set(((await navigator.locks?.query())?.held ?? []).map((lock) => lock.name));
  const found = [];
  for (const name of names(store.start).filter((one) => !open.has(one))) {
    const entry = await unseal(store, storage().getItem(name));
    if (entry) found.push(entry);
    else storage().removeItem(name);
  }
  return found.sort((one, other) => one.at - other.at);
}

async function unseal(store, text) {
  try {
    const { at, iv, sealed } = JSON.parse(text);
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: toBytes(iv) }, store.key, toBytes(sealed));
    return { at, ...JSON.parse(new TextDecoder().decode(plain)) };
  } catch {
    return null;
  }
}

/* This window's name is taken as long as it is open, so that no other window takes its draft for left behind. */
export function claim(store, window) {
  navigator.locks?.request(store.start + window, () => new Promise(() => {}));
}

export function keepHouse(root) {
  for (const name of names()) if (!isFresh(storage().getItem(name))) storage().removeItem(name);
  const signOut = root.querySelector("form[data-sign-out]");
  if (!signOut) return;
  root.querySelector("[data-unsaved-here]").hidden = names().length === 0;
  signOut.addEventListener("submit", () => names().forEach((name) => storage().removeItem(name)));
}

function isFresh(text) {
  try {
    return Date.now() - JSON.parse(text).at < WEEK;
  } catch {
    return false;
  }
}
