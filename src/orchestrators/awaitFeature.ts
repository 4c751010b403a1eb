/**
 * Polls until the subscription has the InfiniBand feature, asked for by this run or by others. Findings: node pools must
 * not be created, since nodes that come before the feature would be without InfiniBand for good.
 */
import type { Finding } from "../domain/findings.ts";
import type { PartResult } from "../domain/orchestrations.ts";
import type { Plan } from "../domain/plan.ts";
import { addChanges } from "../domain/record.ts";
import type { RunRef } from "../domain/steps.ts";
import { type Flow, type OrchestrationContext, pollUntil } from "./durable.ts";
import { Patience } from "./patience.ts";

export function* awaitFeature(
  context: OrchestrationContext,
  run: RunRef,
  { feature, pacing }: Pick<Plan, "feature" | "pacing">,
): Flow<PartResult> {
  const patience = new Patience(run, "subscription");
  const outcome = yield* pollUntil<null>(
    context,
    { expectedSeconds: pacing.featureExpectedSeconds, deadlineSeconds: pacing.featureDeadlineSeconds, pacing },
    () => patience.attempt(context, "ensureFeature", { ...run, register: feature === "register" }),
  );
  if (outcome.kind === "done") return part({ changes: addChanges(outcome.changed ? { arm: 1 } : {}) });
  if (outcome.kind === "failed") return part({ findings: [outcome.finding] });
  return part({ findings: [outcome.heldUp?.finding ?? featureLate(outcome.reason)] });
}

function part(result: Partial<PartResult>): PartResult {
  return { changes: addChanges(), findings: [], timings: [], ...result };
}

function featureLate(reason: string): Finding {
  return {
    code: "FeatureNotRegistered",
    severity: "fail",
    subject: "subscription",
    found: `${reason}, and the time for it is over`,
    action: "Ask Azure how far it is (az feature show), and run again when it is registered.",
  };
}
