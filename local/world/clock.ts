/**
 * The one clock that the embedded host and every simulator share. Times are milliseconds since the epoch.
 *
 * A virtual clock jumps to its next timer, and only while nothing is in flight: whoever starts a request, an
 * activity, a turn or a child process takes a hold and releases it at the end.
 */
export interface Clock {
  readonly kind: "real" | "accelerated" | "virtual";
  now(): number;
  /** Calls `run` once, at `dueAt` or soon after. The returned function cancels it; cancelling twice is harmless. */
  setTimer(dueAt: number, run: () => void): () => void;
  /** Keeps a virtual clock from advancing until the returned function is called. Other clocks ignore it. */
  hold(): () => void;
  /** Lets nothing fire any more. */
  stop(): void;
}

/** Wall time is divided by `speed`: at 20, one simulated minute takes three seconds. `startAt` is the first simulated instant. */
export function createPacedClock(options: { speed: number; startAt?: number }): Clock {
  const wallStart = performance.now();
  const startAt = options.startAt ?? Date.now();
  const { speed } = options;
  const cancels = new Set<() => void>();
  const now = () => Math.floor(startAt + (performance.now() - wallStart) * speed);
  return {
    kind: speed === 1 ? "real" : "accelerated",
    now,
    setTimer(dueAt, run) {
      let handle: NodeJS.Timeout;
      const cancel = () => {
        clearTimeout(handle);
        cancels.delete(cancel);
      };
      const arm = () => {
        const remainingMs = (dueAt - now()) / speed;
        handle = setTimeout(
          () => (dueAt > now() ? arm() : (cancel(), run())),
          Math.min(Math.max(remainingMs, 0), LONGEST_TIMEOUT_MS),
        );
      };
      cancels.add(cancel);
      arm();
      return cancel;
    },
    hold: () => () => {},
    stop() {
      for (const cancel of [...cancels]) cancel();
    },
  };
}

/** setTimeout takes at most 2^31-1 ms; longer waits are re-armed. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

interface VirtualTimer {
  dueAt: number;
  order: number;
  run: () => void;
}

/** Timers fire in order of their time, then of their creation; between two of them the event loop drains fully. */
export function createVirtualClock(options: { startAt: number }): Clock {
  let now = options.startAt;
  let order = 0;
  let holds = 0;
  let stopped = false;
  let advancing = false;
  const timers: VirtualTimer[] = [];

  function insert(timer: VirtualTimer): void {
    let low = 0;
    let high = timers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = timers[middle] as VirtualTimer;
      if (other.dueAt < timer.dueAt || (other.dueAt === timer.dueAt && other.order < timer.order)) low = middle + 1;
      else high = middle;
    }
    timers.splice(low, 0, timer);
  }

  function wake(): void {
    if (advancing || stopped || holds > 0 || timers.length === 0) return;
    advancing = true;
    afterEventLoopDrains(() => {
      advancing = false;
      if (stopped || holds > 0) return;
      const next = timers.shift();
      if (next === undefined) return;
      now = Math.max(now, next.dueAt);
      next.run();
      wake();
    });
  }

  return {
    kind: "virtual",
    now: () => now,
    setTimer(dueAt, run) {
      const timer = { dueAt, order: order++, run };
      insert(timer);
      wake();
      return () => {
        const index = timers.indexOf(timer);
        if (index >= 0) timers.splice(index, 1);
      };
    },
    hold() {
      let held = true;
      holds += 1;
      return () => {
        if (!held) return;
        held = false;
        holds -= 1;
        wake();
      };
    },
    stop() {
      stopped = true;
      timers.length = 0;
    },
  };
}

/**
 * Promise chains inside the SDKs take many microtask and a few macrotask turns between two in-process requests; time
 * must not move in such a gap.
 */
function afterEventLoopDrains(run: () => void, rounds = 3): void {
  setImmediate(() => (rounds > 1 ? afterEventLoopDrains(run, rounds - 1) : run()));
}
