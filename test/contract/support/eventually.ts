/** Waiting for a cluster to catch up: asks again and again, and says what it saw last when it gives up. */
import { setTimeout as sleep } from "node:timers/promises";
import { settings } from "./settings.ts";

const REAL = { giveUpMs: 180_000, intervalMs: 500 };
const SIMULATED = { giveUpMs: 45_000, intervalMs: 100 };

/** The first answer for which `isDone` holds. */
export async function eventually<T>(what: string, ask: () => Promise<T>, isDone: (answer: T) => boolean): Promise<T> {
  const { giveUpMs, intervalMs } = settings().simulated ? SIMULATED : REAL;
  const giveUpAt = performance.now() + giveUpMs;
  for (;;) {
    const answer = await ask();
    if (isDone(answer)) return answer;
    if (performance.now() > giveUpAt) {
      throw new Error(`Waited ${giveUpMs / 1000} s in vain until ${what}; last seen: ${shown(answer)}`);
    }
    await sleep(intervalMs);
  }
}

/** Long enough for something that must not happen to happen: in seconds of the cluster. */
export async function meanwhile(seconds: number): Promise<void> {
  await sleep((seconds * 1000) / settings().speed);
}

function shown(answer: unknown): string {
  return JSON.stringify(answer, null, 1).slice(0, 2000);
}
