/** Timers of a simulated clock in the order of their time, then of their creation. */
export interface QueuedTimer {
  readonly dueAt: number;
  readonly run: () => void;
}

export interface TimerQueue {
  add(dueAt: number, run: () => void): QueuedTimer;
  /** Removing a timer that is gone does nothing. */
  remove(timer: QueuedTimer): void;
  first(): QueuedTimer | undefined;
  clear(): void;
}

export function createTimerQueue(): TimerQueue {
  const timers: QueuedTimer[] = [];

  /** Where a timer of that time goes: behind those of the same time. */
  function positionFor(dueAt: number): number {
    let low = 0;
    let high = timers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((timers[middle]?.dueAt ?? Number.POSITIVE_INFINITY) <= dueAt) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    add(dueAt, run) {
      const timer = { dueAt, run };
      timers.splice(positionFor(dueAt), 0, timer);
      return timer;
    },
    remove(timer) {
      const index = timers.indexOf(timer);
      if (index >= 0) timers.splice(index, 1);
    },
    first: () => timers[0],
    clear() {
      timers.length = 0;
    },
  };
}
