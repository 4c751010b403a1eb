/** Asks Azure for the pools that are gated, all in one request; each pool's own part then finds it under way. */
import type { Finding } from "../domain/findings.ts";
import type { Plan } from "../domain/plan.ts";
import type { RunRef } from "../domain/steps.ts";
import { type Flow, type OrchestrationContext, pollUntil } from "./durable.ts";
import { Patience } from "./patience.ts";

/** Why the pools could not be asked for; without gated pools nothing is asked. */
export function* submitGatedPools(
  context: OrchestrationContext,
  run: RunRef,
  { pools, pacing }: Plan,
): Flow<Finding[]> {
  const gated = pools.filter(({ spec }) => spec.initializationTaints !== undefined);
  if (gated.length === 0) return [];
  const patience = new Patience(run, "cluster");
  const submitted = yield* pollUntil<null>(
    context,
    { expectedSeconds: 0, deadlineSeconds: pacing.poolDeadlineSeconds, pacing },
    () => patience.attempt(context, "submitGatedPools", { ...run, pools: gated }),
  );
  if (submitted.kind === "done") return [];
  if (submitted.kind === "failed") return [submitted.finding];
  return [submitted.heldUp?.finding ?? stillBusy(submitted.reason)];
}

function stillBusy(reason: string): Finding {
  return {
    code: "OperationConflict",
    severity: "fail",
    subject: "cluster",
    found: `the gated pools could not be asked for: ${reason}`,
    action: "Wait for the other operation on the cluster (az aks show), then run again.",
  };
}
