/** One alarm on the clock, set to the earliest time that anyone asked for. */
import type { Clock } from "../../world/clock.ts";

export interface Alarm {
  ensure(at: number): void;
  /** Forgets what was asked for before. */
  clear(): void;
}

/** `ring` runs at the earliest time, and has to ask for the next one. */
export function createAlarm(clock: Clock, ring: () => void): Alarm {
  let armed: { at: number; cancel: () => void } | undefined;
  return {
    ensure(at) {
      if (armed !== undefined && armed.at <= at) return;
      armed?.cancel();
      const cancel = clock.setTimer(at, () => {
        armed = undefined;
        ring();
      });
      armed = { at, cancel };
    },
    clear() {
      armed?.cancel();
      armed = undefined;
    },
  };
}
