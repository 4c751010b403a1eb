/**
 * The plan: a pure function of request, inventory and catalogue, as data. It is shown as a dry run, hashed for
 * approval, stored in the record and followed by the orchestrator; nothing else decides what is changed.
 */
import type { Catalog } from "./catalog.ts";
import type { ClusterRef } from "./clusterRef.ts";
import { withFallbackZones } from "./fallbackZones.ts";
import { type Finding, isBlocking } from "./findings.ts";
import { type FeatureAction, planFeature } from "./infinibandFeature.ts";
import type { Inventory } from "./inventory.ts";
import { DEFAULT_PACING, type Pacing } from "./pacing.ts";
import { planChanged } from "./planChanged.ts";
import { comparePlan, hashPlan, type PlanDifference } from "./planHash.ts";
import { type PlannedPool, type PoolPlanning, planPools } from "./plannedPool.ts";
import type { PlannedStep } from "./plannedStep.ts";
import { planParts } from "./planParts.ts";
import { planSteps } from "./planSteps.ts";
import { preflight } from "./preflight/preflight.ts";
import type { PreparationRequest } from "./request.ts";
import { makeStack, type StackSpec } from "./stack.ts";
import { stackPools } from "./stackPools.ts";
import { type PlannedPath, plannedPaths } from "./wellLitPaths.ts";

export interface Plan {
  cluster: ClusterRef;
  profile: PreparationRequest["profile"];
  level: PreparationRequest["verify"]["level"];
  maxUnavailable: number | string;
  findings: Finding[];
  pools: PlannedPool[];
  /** What the well-lit paths of the request run on. */
  paths: PlannedPath[];
  /** What is done about the subscription's InfiniBand feature before pools are created. */
  feature?: FeatureAction;
  stack: StackSpec;
  /** In the order in which they begin; those that may begin together do. */
  steps: PlannedStep[];
  /** From the plan's making to the record, along the longest chain of steps. */
  expectedSeconds: number;
  /** In the pools that are asked for, when all is done; `added` are new. */
  gpus: { total: number; added: number };
  pacing: Pacing;
  /** Of what was asked and decided (planHash.ts): it stays the same while the world asks for the same to be done. */
  hash: string;
  /** From the plan that was approved, if there is any. */
  difference?: PlanDifference[];
}

export function makePlan(request: PreparationRequest, inventory: Inventory, catalog: Catalog): Plan {
  const plannings = planPools(request, inventory.nodePools, catalog).map((planning) =>
    request.allow.zoneFallback ? withFallbackZones(planning, inventory.offers) : planning,
  );
  const pools = plannings.map(({ planned }) => planned);
  const stack = makeStack(request, stackPools(pools, inventory.nodePools, catalog), inventory.releases);
  const feature = planFeature(inventory.infinibandFeature, request.allow.registerFeature);
  const findings = preflight({ request, inventory, pools: plannings, stack, feature, catalog });
  const { steps, expectedSeconds } = planSteps({ request, plannings, stack, feature, inventory });
  const parts = planParts({ request, findings, pools, stack, steps });
  const difference = request.planHash === undefined ? [] : comparePlan(request.planHash, parts);
  return {
    cluster: request.cluster,
    profile: request.profile,
    level: request.verify.level,
    maxUnavailable: request.rollout.maxUnavailable,
    findings: difference.length === 0 ? findings : [...findings, planChanged(difference)],
    pools,
    paths: plannedPaths(request.wellLitPaths, pools, catalog),
    ...(feature === undefined ? {} : { feature }),
    stack,
    steps,
    expectedSeconds,
    gpus: countGpus(plannings),
    pacing: DEFAULT_PACING,
    hash: hashPlan(parts),
    ...(difference.length === 0 ? {} : { difference }),
  };
}

function countGpus(plannings: readonly PoolPlanning[]): Plan["gpus"] {
  const gpus = { total: 0, added: 0 };
  for (const { planned, existing } of plannings) {
    const { spec, expectation } = planned;
    gpus.total += spec.count * expectation.gpus;
    gpus.added += (spec.count - (existing?.count ?? 0)) * expectation.gpus;
  }
  return gpus;
}

export function isBlocked(plan: Plan): boolean {
  return plan.findings.some(isBlocking);
}
