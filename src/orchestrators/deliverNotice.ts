/**
 * deliverNotice: one notice to one receiver, at least once or given up.
 *  1 wait until what comes before it is on its way no more
 *  2 send it, again after longer and longer pauses, never sooner than the receiver wants
 *  3 give it up, when a person must act first or the time is over
 */
import { type DeliveryRef, deliveryPolicy, LONGEST_DELIVERY_SECONDS } from "../domain/notify/delivery.ts";
import { ORCHESTRATIONS } from "../domain/orchestrations.ts";
import { DEFAULT_PACING, type Pacing } from "../domain/pacing.ts";
import { type Flow, type OrchestrationContext, pollUntil, registerOrchestrator, step, stepAll } from "./durable.ts";

export interface DeliverNoticeInput {
  delivery: DeliveryRef;
}

export function registerDeliverNotice(): void {
  registerOrchestrator(ORCHESTRATIONS.deliverNotice, deliverNotice);
}

/** Nobody is owed an answer: a receiver may be gone for a day. */
const PACING: Pacing = { ...DEFAULT_PACING, longestPollSeconds: 15 * 60 };

const TURN = { expectedSeconds: 0, deadlineSeconds: LONGEST_DELIVERY_SECONDS, pacing: PACING };

/** Throws only when its own row cannot be written. */
function* deliverNotice(context: OrchestrationContext, { delivery }: DeliverNoticeInput): Flow<{ delivered: boolean }> {
  yield* pollUntil(context, TURN, () => step(context, "readTurn", { delivery }));
  const [sent] = yield* stepAll(context, "sendNotice", [{ delivery }], deliveryPolicy(delivery));
  if (sent?.ok === true) return { delivered: true };
  yield* step(context, "giveUpNotice", { delivery });
  return { delivered: false };
}
