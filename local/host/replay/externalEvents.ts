/**
 * Waits for external events, as the extension keeps them: by name without regard to case, the newest wait first, and
 * events that nobody waits for yet are kept in their order.
 */
import { type OpenPending, type Pending, pending } from "./pending.ts";

export interface ExternalEvents {
  wait(name: string): Pending;
  raise(name: string): void;
  /** Events whose name differs from the awaited one in case: the extension takes them, the SDK does not. */
  unheard(): { raised: string; awaited: string }[];
}

interface Queue {
  waits: { name: string; waiting: OpenPending }[];
  /** Names of events that came before anyone waited. */
  buffered: string[];
}

export function externalEvents(): ExternalEvents {
  const queues = new Map<string, Queue>();
  const mismatches: { raised: string; awaited: string }[] = [];

  function queueOf(name: string): Queue {
    const key = name.toLowerCase();
    const queue = queues.get(key) ?? { waits: [], buffered: [] };
    queues.set(key, queue);
    return queue;
  }

  function meet(raised: string, awaited: string, waiting: OpenPending): void {
    if (raised !== awaited) mismatches.push({ raised, awaited });
    waiting.settle("done");
  }

  return {
    wait(name) {
      const { waits, buffered } = queueOf(name);
      const waiting = pending();
      const raised = buffered.shift();
      if (raised === undefined) waits.push({ name, waiting });
      else meet(raised, name, waiting);
      return waiting;
    },
    raise(name) {
      const { waits, buffered } = queueOf(name);
      const newest = waits.pop();
      if (newest === undefined) buffered.push(name);
      else meet(name, newest.name, newest.waiting);
    },
    unheard: () => mismatches,
  };
}
