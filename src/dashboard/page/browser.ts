/** What the page takes from the browser: time, ids, and the memory of one tab. Everything else is given to it. */

export function currentTime(): number {
  return Date.now();
}

/** Of an `Idempotency-Key`. `crypto.randomUUID` is there in secure contexts only. */
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const KEY = "lamplighter.function-key";

/** Forgotten with the tab; never written to disk by us. */
export const functionKey = {
  read: (): string | undefined => sessionStorage.getItem(KEY) ?? undefined,
  write: (key: string): void => sessionStorage.setItem(KEY, key),
  forget: (): void => sessionStorage.removeItem(KEY),
};
