/** Tells whoever a preparation's request names. The deliveries are orchestrations of their own: nobody waits for them. */
import type { Finding } from "../domain/findings.ts";
import type { Notice } from "../domain/notify/notice.ts";
import { type Flow, type OrchestrationContext, settle, step } from "./durable.ts";

/** Never throws. What is returned is a warning, when not even a delivery could be begun. */
export function* notify(context: OrchestrationContext, notice: Notice): Flow<Finding[]> {
  const started = yield* settle("startNotifying", step(context, "startNotifying", { notice }));
  if (started.ok) return [];
  return [
    {
      code: "NotificationFailed",
      severity: "warn",
      subject: "notify",
      found: `"${notice.kind}" was told to nobody: ${started.fault.message}`,
      action: "Nothing for this run: what happened stands in its record.",
    },
  ];
}
