/**
 * Runs work by key: one run a key at a time, a limited number of keys at once, first come first served. A virtual
 * clock stands still from the moment a key is added until its run ends.
 */
import type { Clock } from "../../world/clock.ts";

export interface WorkQueue<K> {
  /** A key that waits already is not added again; one that runs is run once more afterwards. */
  add(key: K): void;
  /** Starts nothing any more and lets the clock go. Resolves when what runs has ended. */
  close(): Promise<void>;
  readonly busy: boolean;
}

/** `run` must not reject. */
export function createWorkQueue<K>(clock: Clock, limit: number, run: (key: K) => Promise<void>): WorkQueue<K> {
  const waiting = new Map<K, () => void>();
  const running = new Map<K, Promise<void>>();
  let closed = false;
  let pumping = false;

  function pumpSoon(): void {
    if (pumping || closed || waiting.size === 0 || running.size >= limit) return;
    pumping = true;
    // A task of its own, so that a long chain of turns leaves room for requests.
    setImmediate(() => {
      pumping = false;
      pump();
    });
  }

  function pump(): void {
    for (const [key, release] of waiting) {
      if (closed || running.size >= limit) return;
      if (running.has(key)) continue;
      waiting.delete(key);
      running.set(key, runOne(key, release));
    }
  }

  async function runOne(key: K, release: () => void): Promise<void> {
    await run(key);
    running.delete(key);
    release();
    pumpSoon();
  }

  return {
    add(key) {
      if (closed || waiting.has(key)) return;
      waiting.set(key, clock.hold());
      pumpSoon();
    },
    async close() {
      closed = true;
      for (const release of waiting.values()) release();
      waiting.clear();
      await Promise.all(running.values());
    },
    get busy() {
      return waiting.size + running.size > 0;
    },
  };
}
