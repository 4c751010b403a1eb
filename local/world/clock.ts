/**
 * The one clock that the embedded host and every simulator share. Times are milliseconds since the epoch.
 *
 * Simulated time stands still while something is in flight: whoever starts a request, an activity, a turn or a child
 * process takes a hold and releases it at the end. So a slow machine takes longer, and the simulated times stay true.
 */
import { createTimerQueue } from "./timerQueue.ts";

export interface Clock {
  readonly kind: "real" | "accelerated" | "virtual";
  now(): number;
  /** Calls `run` once, at `dueAt` or soon after. The returned function cancels it; cancelling twice is harmless. */
  setTimer(dueAt: number, run: () => void): () => void;
  /** Keeps simulated time from advancing until the returned function is called. Real time takes no notice. */
  hold(): () => void;
  /**
   * Virtual time alone: lets it pass although something is in flight, as when an answer is long in coming. What is due
   * meanwhile happens meanwhile.
   */
  leap?(ms: number): Promise<void>;
  /** Lets nothing fire any more. */
  stop(): void;
}

/** setTimeout takes at most 2^31-1 ms; longer waits are re-armed. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** Wall time divided by `speed`: at 20, one simulated minute takes three seconds. `startAt` is the first simulated instant. */
export function createPacedClock(options: { speed: number; startAt?: number }): Clock {
  const { speed, startAt = Date.now() } = options;
  const kind = speed === 1 ? "real" : "accelerated";
  const timers = createTimerQueue();
  let reached = startAt;
  let movingSince: number | undefined = performance.now();
  let holds = 0;
  let alarm: NodeJS.Timeout | undefined;

  function now(): number {
    return movingSince === undefined ? reached : Math.floor(reached + (performance.now() - movingSince) * speed);
  }

  function arm(): void {
    clearTimeout(alarm);
    const next = timers.first();
    if (next === undefined || movingSince === undefined) return;
    alarm = setTimeout(fireDue, Math.min(Math.max((next.dueAt - now()) / speed, 0), LONGEST_TIMEOUT_MS));
  }

  /** One at a time: what a timer starts may stop the clock before the next one. */
  function fireDue(): void {
    const next = timers.first();
    if (next !== undefined && movingSince !== undefined && next.dueAt <= now()) {
      timers.remove(next);
      next.run();
    }
    arm();
  }

  function standStill(): void {
    reached = now();
    movingSince = undefined;
    clearTimeout(alarm);
  }

  function moveOn(): void {
    movingSince = performance.now();
    arm();
  }

  return {
    kind,
    now,
    setTimer(dueAt, run) {
      const timer = timers.add(dueAt, run);
      if (timers.first() === timer) arm();
      return () => timers.remove(timer);
    },
    hold() {
      if (kind === "real") return () => {};
      holds += 1;
      if (holds === 1) standStill();
      return once(() => {
        holds -= 1;
        if (holds === 0) moveOn();
      });
    },
    stop() {
      clearTimeout(alarm);
      timers.clear();
    },
  };
}

/** Jumps to its next timer whenever nothing is in flight; between two timers the event loop drains. */
export function createVirtualClock(options: { startAt: number }): Clock {
  const timers = createTimerQueue();
  let now = options.startAt;
  let holds = 0;
  let stopped = false;
  let advancing = false;

  function wake(): void {
    if (advancing || stopped || holds > 0 || timers.first() === undefined) return;
    advancing = true;
    afterEventLoopDrains(() => {
      advancing = false;
      if (stopped || holds > 0) return;
      const next = timers.first();
      if (next === undefined) return;
      timers.remove(next);
      now = Math.max(now, next.dueAt);
      next.run();
      wake();
    });
  }

  return {
    kind: "virtual",
    now: () => now,
    setTimer(dueAt, run) {
      const timer = timers.add(dueAt, run);
      wake();
      return () => timers.remove(timer);
    },
    hold() {
      holds += 1;
      return once(() => {
        holds -= 1;
        wake();
      });
    },
    async leap(ms) {
      const until = now + ms;
      for (;;) {
        const next = timers.first();
        if (stopped || next === undefined || next.dueAt > until) break;
        timers.remove(next);
        now = Math.max(now, next.dueAt);
        next.run();
        await new Promise<void>((resolve) => afterEventLoopDrains(resolve));
      }
      now = Math.max(now, until);
    },
    stop() {
      stopped = true;
      timers.clear();
    },
  };
}

function once(run: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    run();
  };
}

/**
 * Promise chains inside the SDKs take many microtask and a few macrotask turns between two in-process requests; time
 * must not move in such a gap.
 */
function afterEventLoopDrains(run: () => void, rounds = 3): void {
  setImmediate(() => (rounds > 1 ? afterEventLoopDrains(run, rounds - 1) : run()));
}
