/**
 * Durable timers as the extension runs them: one that is further away than six days goes in pieces of three. The SDK
 * follows the pieces by their ids, whatever their length.
 */
import { type Pending, pending } from "./pending.ts";
import type { Origin, ReplayContext } from "./replayContext.ts";

const DAY_MS = 24 * 3600 * 1000;
export const MAXIMUM_SHORT_TIMER_MS = 6 * DAY_MS;
export const LONG_TIMER_INTERVAL_MS = 3 * DAY_MS;

export function createTimer(context: ReplayContext, fireAt: number, cancelled: boolean): Pending {
  if (fireAt - context.now <= MAXIMUM_SHORT_TIMER_MS) return piece(context, fireAt, cancelled, "asked");
  return longTimer(context, fireAt, cancelled);
}

function longTimer(context: ReplayContext, fireAt: number, cancelled: boolean): Pending {
  const result = pending();
  const spender = { title: `timer until ${new Date(fireAt).toISOString()}` };
  context.spenders.add(spender);

  function next(origin: Origin): void {
    const pieceEnd = Math.min(fireAt, context.now + LONG_TIMER_INTERVAL_MS);
    piece(context, pieceEnd, cancelled, origin).onSettled((settlement) => {
      if (settlement === "done" && context.now < fireAt) return next("continued");
      context.spenders.delete(spender);
      result.settle(settlement);
    });
  }

  next("asked");
  return result;
}

function piece(context: ReplayContext, fireAt: number, cancelled: boolean, origin: Origin): Pending {
  const { id, waiting } = context.schedule({ kind: "timer", fireAt, owner: "orchestrator" }, origin);
  if (cancelled) context.cancelTimer(id);
  return waiting;
}
