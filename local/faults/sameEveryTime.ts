/**
 * Time, ids and chance of this process while one schedule runs: they follow from its seed, so that the same seed gives
 * the same history. What runs beside it in the process sees them too.
 */
import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";
import zlib from "node:zlib";
import type { Clock } from "../world/clock.ts";
import { createRandom } from "./random.ts";

const RealDate = Date;

/** `clock` undefined: there is none yet. Not to be nested. */
export async function sameEveryTime<T>(
  { seed, startAt, clock }: { seed: number; startAt: number; clock(): Clock | undefined },
  run: () => Promise<T>,
): Promise<T> {
  const random = createRandom(seed ^ 0x5bd1e995);
  const before = { uuid: crypto.randomUUID, chance: Math.random, pause: timers.setTimeout };
  crypto.randomUUID = () => uuidOf(Array.from({ length: 16 }, () => random.int(0, 255)));
  timers.setTimeout = pauseOn(clock) as typeof timers.setTimeout;
  syncBuiltinESMExports();
  Math.random = () => random.fraction();
  globalThis.Date = dateAt(() => clock()?.now() ?? startAt);
  try {
    return await run();
  } finally {
    globalThis.Date = RealDate;
    Math.random = before.chance;
    crypto.randomUUID = before.uuid;
    timers.setTimeout = before.pause;
    syncBuiltinESMExports();
  }
}

/** Before the app is loaded: threads end in an order that nobody knows. For the rest of the process. */
export function unzipAtOnce(): void {
  type Told = (error: Error | null, result: Buffer) => void;
  zlib.gunzip = ((zipped: Buffer, told: Told) => {
    const unzipped = zlib.gunzipSync(zipped);
    setImmediate(() => told(null, unzipped));
  }) as typeof zlib.gunzip;
  syncBuiltinESMExports();
}

function uuidOf(bytes: number[]): ReturnType<typeof crypto.randomUUID> {
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20)];
  return parts.join("-") as ReturnType<typeof crypto.randomUUID>;
}

function dateAt(now: () => number): DateConstructor {
  return new Proxy(RealDate, {
    construct: (target, args: unknown[], newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
    get: (target, name, receiver) => (name === "now" ? now : (Reflect.get(target, name, receiver) as unknown)),
  });
}

/** Shorter pauses give way to what is under way; simulated time may stand still meanwhile. */
const SHORT_MS = 1000;
const SHORT_ROUNDS = 50;

function pauseOn(clock: () => Clock | undefined) {
  return async (ms: number): Promise<void> => {
    const running = clock();
    if (ms > SHORT_MS && running !== undefined) {
      await new Promise<void>((resolve) => running.setTimer(running.now() + ms, resolve));
      return;
    }
    for (let round = 0; round < SHORT_ROUNDS; round++) await new Promise<void>((resolve) => setImmediate(resolve));
  };
}
