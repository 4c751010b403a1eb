/** Pools whose new nodes shall come with the gate's taint: AKS takes them with the whole cluster only, so all in one request. */
import { POOL_TAG } from "../domain/labels.ts";
import type { NodePoolView } from "../domain/nodePool.ts";
import { done, failed, type Outcome, waiting } from "../domain/outcome.ts";
import type { PlannedPool } from "../domain/plannedPool.ts";
import { type PoolDecision, planPool } from "../domain/poolPlan.ts";
import type { StepInput } from "../domain/steps.ts";
import { requireNotCancelled } from "./cancellation.ts";
import type { ActivityDeps } from "./deps.ts";
import { isBusy, isOurOperation } from "./nodePools.ts";

interface Judged {
  decision: PoolDecision;
  existing: NodePoolView | undefined;
}

/** Idempotent: pools that are as asked, or under way at our request, are left alone. What changed is for `ensureNodePool` to count. */
export async function submitGatedPools(
  { azure, tables }: ActivityDeps,
  { cluster, preparationId, pools }: StepInput<"submitGatedPools">,
): Promise<Outcome<null>> {
  const [views, taints] = await Promise.all([azure.listNodePools(cluster), azure.listInitializationTaints(cluster)]);
  const judged = pools.map((pool) => judge(pool, views, taints));
  const [conflict] = judged.flatMap(({ decision }) => decision.findings);
  if (conflict !== undefined) return failed(conflict);
  const open = judged.filter(
    ({ decision, existing }) => decision.action !== "none" && !isOurOperation(existing, preparationId),
  );
  if (open.length === 0) return done(null, false);
  await requireNotCancelled({ tables }, preparationId);
  const busy = views.find(isBusy);
  if (busy !== undefined) return waiting(`pool ${busy.name} is ${busy.provisioningState}`);
  const specs = open.map(({ decision }) => decision.spec);
  const answer = await azure.submitPoolsWithCluster(cluster, specs, { [POOL_TAG]: preparationId });
  return answer === "submitted" ? done(null, true) : waiting("the cluster is being changed");
}

function judge(
  { spec }: PlannedPool,
  views: readonly NodePoolView[],
  taints: Readonly<Record<string, string[]>>,
): Judged {
  const view = views.find(({ name }) => name === spec.name);
  const existing = view && { ...view, initializationTaints: taints[spec.name] ?? [] };
  return { decision: planPool(spec, existing), existing };
}
