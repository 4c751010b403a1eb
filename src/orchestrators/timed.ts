/** Where the time went: a flow, with its beginning and end noted. */
import type { Timing } from "../domain/record.ts";
import { type Flow, now, type OrchestrationContext } from "./durable.ts";

export function* timed<T>(
  context: OrchestrationContext,
  timings: Timing[],
  step: string,
  subject: string,
  flow: Flow<T>,
): Flow<T> {
  const startedAt = now(context);
  try {
    return yield* flow;
  } finally {
    timings.push({ step, subject, startedAt, finishedAt: now(context) });
  }
}
