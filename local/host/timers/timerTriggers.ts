/**
 * Timer-triggered functions: each runs when its schedule says so, never twice at once. When a run was missed while the
 * host was down, it is made up for once, marked as past due.
 */
import { HostGone } from "../boundaries.ts";
import type { HostRuntime } from "../runtime.ts";
import type { TimerTriggerRow } from "../store/timerTriggers.ts";
import type { RegisteredFunction } from "../worker/functionApp.ts";
import { parseSchedule, type Schedule } from "./ncrontab.ts";

export interface TimerTriggers {
  start(): void;
  /** Runs a timer function now, outside its schedule. */
  fire(name: string): Promise<void>;
  close(): void;
}

interface TimerFunction {
  fn: RegisteredFunction;
  schedule: Schedule;
  cancel: () => void;
}

/** Throws when a schedule is not valid. */
export function createTimerTriggers(runtime: HostRuntime, env: Record<string, string | undefined>): TimerTriggers {
  const timers = runtime.app
    .ofType("timertrigger")
    .map(
      (fn): TimerFunction => ({ fn, schedule: parseSchedule(String(fn.trigger["schedule"]), env), cancel: () => {} }),
    );

  function begin(timer: TimerFunction): void {
    const known = runtime.store.timerTriggers.find(timer.fn.name);
    const now = runtime.clock.now();
    const missed = typeof known?.nextAt === "number" && known.nextAt <= now;
    if (missed) void run(timer, true);
    else if (timer.fn.trigger["runOnStartup"] === true) void run(timer, false);
    else begun(timer, known, now);
  }

  /** Notes the first run, so that one missed before it ever ran is made up for as well. */
  function begun(timer: TimerFunction, known: TimerTriggerRow | undefined, now: number): void {
    const nextAt = timer.schedule.next(now);
    const row = { name: timer.fn.name, lastAt: known?.lastAt ?? null, nextAt: nextAt ?? null, updatedAt: now };
    runtime.commit(() => runtime.store.timerTriggers.save(row));
    arm(timer, nextAt);
  }

  function arm(timer: TimerFunction, at: number | undefined): void {
    timer.cancel();
    if (at !== undefined) timer.cancel = runtime.clock.setTimer(at, () => void run(timer, false));
  }

  /** Never rejects. */
  async function run(timer: TimerFunction, isPastDue: boolean): Promise<void> {
    const release = runtime.clock.hold();
    try {
      await invoke(runtime, timer, isPastDue);
      arm(timer, timer.schedule.next(runtime.clock.now()));
    } catch (error) {
      if (!(error instanceof HostGone)) throw error;
    } finally {
      release();
    }
  }

  return {
    start() {
      for (const timer of timers) begin(timer);
    },
    async fire(name) {
      const timer = timers.find(({ fn }) => fn.name === name);
      if (timer === undefined) throw new Error(`No timer function is named "${name}".`);
      await run(timer, false);
    },
    close() {
      for (const timer of timers) timer.cancel();
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
  runtime.commit(() => store.timerTriggers.save({ name: fn.name, lastAt: startedAt, nextAt, updatedAt: clock.now() }));
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
