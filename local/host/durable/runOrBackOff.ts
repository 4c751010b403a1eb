/**
 * What happens to work that cannot run (a function that is gone, a handler that breaks the protocol): it is noted
 * where status queries and `inspect` show it, logged, and tried again after a pause that doubles each time.
 */
import { HostGone } from "../boundaries.ts";
import type { HostRuntime } from "../runtime.ts";
import type { SetbackKind } from "../store/setbacks.ts";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 5 * 60_000;

/** Runs `work` unless its subject still has to wait. Never rejects. */
export async function runOrBackOff(
  runtime: HostRuntime,
  kind: SetbackKind,
  subject: string,
  work: () => Promise<void>,
): Promise<void> {
  const setback = runtime.store.setbacks.find(subject);
  if (setback !== undefined && setback.retryAt > runtime.clock.now()) return;
  try {
    await work().catch((error: unknown) => backOff(runtime, kind, subject, error));
  } catch (error) {
    if (!(error instanceof HostGone)) throw error;
  }
}

function backOff(runtime: HostRuntime, kind: SetbackKind, subject: string, error: unknown): void {
  if (error instanceof HostGone) throw error;
  const failures = (runtime.store.setbacks.find(subject)?.failures ?? 0) + 1;
  const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
  const retryAt = runtime.clock.now() + pauseMs;
  const message = error instanceof Error ? error.message : String(error);
  runtime.commit((outbox) => {
    runtime.store.setbacks.save({ subject, kind, failures, retryAt, error: message });
    outbox.alarms.push(retryAt);
  });
  const times = `${failures} time${failures === 1 ? "" : "s"}`;
  runtime.log(
    "error",
    `The ${kind} ${subject} could not run (${times}), next try at ${new Date(retryAt).toISOString()}: ${message}`,
  );
}
