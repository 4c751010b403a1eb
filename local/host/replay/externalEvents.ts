/**
 * Waits for external events, as the extension keeps them: by name without regard to case, the newest wait first, and
 * events that nobody waits for yet are kept in their order.
 */
import { type OpenPending, type Pending, pending } from "./pending.ts";

export interface ExternalEvents {
  wait(name: string): Pending;
  raise(name: string): void;
}

export function externalEvents(): ExternalEvents {
  const waits = new Map<string, OpenPending[]>();
  const buffered = new Map<string, number>();
  return {
    wait(name) {
      const key = name.toLowerCase();
      const waiting = pending();
      const count = buffered.get(key) ?? 0;
      if (count > 0) {
        buffered.set(key, count - 1);
        waiting.settle("done");
      } else {
        waits.set(key, [...(waits.get(key) ?? []), waiting]);
      }
      return waiting;
    },
    raise(name) {
      const key = name.toLowerCase();
      const newest = waits.get(key)?.pop();
      if (newest === undefined) buffered.set(key, (buffered.get(key) ?? 0) + 1);
      else newest.settle("done");
    },
  };
}
