/** Polls until what is cluster-wide has settled: DaemonSets on every node, operators that report ready. */
import type { Finding } from "../domain/findings.ts";
import { isLackCode } from "../domain/nodeReadiness.ts";
import type { Plan } from "../domain/plan.ts";
import type { PlannedPool } from "../domain/plannedPool.ts";
import type { RunRef } from "../domain/steps.ts";
import { type Flow, type Late, type OrchestrationContext, pollUntil, step } from "./durable.ts";

export interface AwaitStack {
  plan: Pick<Plan, "pools" | "pacing" | "stack">;
  /** What has failed already: with anything, it may never come about. Then it is asked once, for the cause, and not waited for. */
  failed: readonly Finding[];
}

export function* awaitStack(
  context: OrchestrationContext,
  run: RunRef,
  { plan: { pools, pacing, stack }, failed }: AwaitStack,
): Flow<Finding[]> {
  // A node that could not be patched, a chart that was not installed: they explain why the stack is not complete.
  const others = failed.filter(({ subject }) => !subject.startsWith("pool/"));
  if (!others.every(({ code }) => isLackCode(code))) return [];
  const hasFailed = failed.length > 0;
  // That there is nothing to serve follows from a pool that could not be made.
  const made = pools.filter(({ spec }) => !failed.some(({ subject }) => subject === `pool/${spec.name}`));
  if (made.length === 0) return [];
  const names = { gpu: namesOf(made), infiniband: namesOf(made.filter(({ expectation }) => expectation.rdma > 0)) };
  const outcome = yield* pollUntil<null>(
    context,
    { expectedSeconds: 0, deadlineSeconds: hasFailed ? 0 : pacing.settleDeadlineSeconds, pacing },
    () => step(context, "readStack", { ...run, stack, pools: names }),
  );
  if (outcome.kind === "failed") return [outcome.finding];
  if (outcome.kind === "done" || (hasFailed && outcome.code !== "NoNodesMatched")) return [];
  return [stackLate(outcome)];
}

function namesOf(pools: readonly PlannedPool[]): string[] {
  return pools.map(({ spec }) => spec.name);
}

function stackLate({ reason, code = "NoNodesMatched" }: Late): Finding {
  return {
    code,
    severity: "fail",
    subject: "cluster",
    found: reason,
    action: "Look at the DaemonSet or operator that is named (kubectl describe), then run again.",
  };
}
