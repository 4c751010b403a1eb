/**
 * Timer-triggered functions: each runs when its schedule says so, never twice at once. When a run was missed while the
 * host was down, it is made up for once, marked as past due.
 */
import { HostGone } from "../boundaries.ts";
import type { HostRuntime } from "../runtime.ts";
import type { TimerTriggerRow } from "../store/timerTriggers.ts";
import type { TimerFunction } from "./timerFunctions.ts";

export interface TimerTriggers {
  start(): void;
  /** Runs a timer function now, outside its schedule. */
  fire(name: string): Promise<void>;
  close(): void;
}

export function createTimerTriggers(runtime: HostRuntime, functions: readonly TimerFunction[]): TimerTriggers {
  const { clock, store } = runtime;
  const armed = new Map<TimerFunction, () => void>();

  function begin(timer: TimerFunction): void {
    const known = store.timerTriggers.find(timer.fn.name);
    const now = clock.now();
    const missed = typeof known?.nextAt === "number" && known.nextAt <= now;
    if (missed || timer.fn.trigger["runOnStartup"] === true) void run(timer, missed);
    else begun(timer, known, now);
  }

  /** Notes the first run, so that one missed before it ever ran is made up for as well. */
  function begun(timer: TimerFunction, known: TimerTriggerRow | undefined, now: number): void {
    const nextAt = timer.schedule.next(now);
    const row = { name: timer.fn.name, lastAt: known?.lastAt ?? null, nextAt: nextAt ?? null, updatedAt: now };
    runtime.commit(() => store.timerTriggers.save(row));
    arm(timer, nextAt);
  }

  function arm(timer: TimerFunction, at: number | undefined): void {
    armed.get(timer)?.();
    if (at === undefined) armed.delete(timer);
    else
      armed.set(
        timer,
        clock.setTimer(at, () => void run(timer, false)),
      );
  }

  async function run(timer: TimerFunction, isPastDue: boolean): Promise<void> {
    const release = clock.hold();
    try {
      await invoke(runtime, timer, isPastDue);
      arm(timer, timer.schedule.next(clock.now()));
    } catch (error) {
      if (!(error instanceof HostGone)) throw error;
    } finally {
      release();
    }
  }

  return {
    start() {
      for (const timer of functions) begin(timer);
    },
    async fire(name) {
      const timer = functions.find(({ fn }) => fn.name === name);
      if (timer === undefined) throw new Error(`No timer function is named "${name}".`);
      await run(timer, false);
    },
    close() {
      for (const cancel of armed.values()) cancel();
    },
  };
}

async function invoke(runtime: HostRuntime, { fn, schedule }: TimerFunction, isPastDue: boolean): Promise<void> {
  const { store, clock } = runtime;
  runtime.boundary("timer:begun", fn.name);
  const last = store.timerTriggers.find(fn.name);
  const startedAt = clock.now();
  const nextAt = schedule.next(startedAt) ?? null;
  await runtime.invoke(fn, { json: timerPayload(last, nextAt, isPastDue) });
  runtime.boundary("timer:ran", fn.name);
  const row = { name: fn.name, lastAt: startedAt, nextAt, updatedAt: clock.now() };
  runtime.commit(() => store.timerTriggers.save(row));
  runtime.boundary("timer:committed", fn.name);
}

function timerPayload(last: TimerTriggerRow | undefined, nextAt: number | null, isPastDue: boolean): string {
  const iso = (at: number | null | undefined) => new Date(at ?? 0).toISOString();
  return JSON.stringify({
    Schedule: { AdjustForDST: true },
    ScheduleStatus: { Last: iso(last?.lastAt), LastUpdated: iso(last?.updatedAt), Next: iso(nextAt) },
    IsPastDue: isPastDue,
  });
}
