/**
 * The plan: a pure function of request, inventory and catalogue, as data. It is shown as a dry run, hashed for
 * approval, stored in the record and followed by the orchestrator; nothing else decides what is changed.
 */
import { type Catalog, findSize } from "./catalog.ts";
import type { ClusterRef } from "./clusterRef.ts";
import { type Finding, isBlocking } from "./findings.ts";
import { jsonHash } from "./hash.ts";
import { compareRelease, newestRevision } from "./helmRelease.ts";
import type { Inventory } from "./inventory.ts";
import type { NodePoolView } from "./nodePool.ts";
import { DEFAULT_PACING, type Pacing } from "./pacing.ts";
import { type PlannedPool, planPools } from "./plannedPool.ts";
import type { PoolAction } from "./poolPlan.ts";
import { preflight } from "./preflight/preflight.ts";
import type { PreparationRequest } from "./request.ts";
import { makeStack, type StackPool, type StackSpec } from "./stack.ts";
import { type PlannedPath, plannedPaths } from "./wellLitPaths.ts";

export interface PlannedStep {
  step: "ensureNodePool" | "installStack" | "prepareNodes" | "verifyCluster";
  subject: string;
  /** What it changes, or that it changes nothing. */
  action: string;
  reason: string;
  /** Whether running workloads may notice. */
  disrupts: boolean;
  expectedSeconds: number;
}

export interface Plan {
  cluster: ClusterRef;
  profile: PreparationRequest["profile"];
  level: PreparationRequest["verify"]["level"];
  maxUnavailable: number | string;
  findings: Finding[];
  pools: PlannedPool[];
  /** What the well-lit paths of the request run on. */
  paths: PlannedPath[];
  stack: StackSpec;
  steps: PlannedStep[];
  pacing: Pacing;
  /** Of all the above: the same world and request give the same hash. */
  hash: string;
}

export function makePlan(request: PreparationRequest, inventory: Inventory, catalog: Catalog): Plan {
  const plannings = planPools(request, inventory.nodePools, catalog);
  const pools = plannings.map(({ planned }) => planned);
  const stack = makeStack(request, stackPools(pools, inventory.nodePools, catalog), inventory.releases);
  const plan = {
    cluster: request.cluster,
    profile: request.profile,
    level: request.verify.level,
    maxUnavailable: request.rollout.maxUnavailable,
    findings: preflight({ request, inventory, pools: plannings, stack, catalog }),
    pools,
    paths: plannedPaths(request.wellLitPaths, pools, catalog),
    stack,
    steps: [...pools.map(poolStep), ...stackSteps(stack, inventory), ...pools.map(nodesStep), verifyStep(request)],
    pacing: DEFAULT_PACING,
  };
  return { ...plan, hash: jsonHash(plan) };
}

export function isBlocked(plan: Plan): boolean {
  return plan.findings.some(isBlocking);
}

/** The pools of the request as they will be, and the cluster's other GPU pools as they are. */
function stackPools(planned: readonly PlannedPool[], existing: readonly NodePoolView[], catalog: Catalog): StackPool[] {
  const names = new Set(planned.map((pool) => pool.spec.name));
  const others = existing.filter((pool) => !names.has(pool.name));
  return [
    ...planned.map(({ spec, expectation }) => ({ taints: spec.taints, rdma: expectation.rdma > 0 })),
    ...others.flatMap(({ vmSize, taints }) => {
      const size = findSize(catalog, vmSize);
      return size === undefined ? [] : [{ taints, rdma: size.rdma > 0 }];
    }),
  ];
}

const POOL_ACTION_TEXT: Record<PoolAction, string> = {
  create: "create the node pool",
  update: "bring count, labels and taints to what was asked",
  none: "nothing",
};

function poolStep({ spec, action }: PlannedPool): PlannedStep {
  return {
    step: "ensureNodePool",
    subject: `pool/${spec.name}`,
    action: POOL_ACTION_TEXT[action],
    reason:
      action === "create"
        ? `there is no such pool: ${spec.count} x ${spec.vmSize}`
        : action === "none"
          ? "it is as asked"
          : "it differs from what was asked, or its last operation did not succeed",
    disrupts: false,
    expectedSeconds: action === "create" ? DEFAULT_PACING.poolExpectedSeconds : 0,
  };
}

function stackSteps(stack: StackSpec, inventory: Inventory): PlannedStep[] {
  return stack.releases.map((release) => {
    const state = compareRelease(release, newestRevision(inventory.releases, release));
    return {
      step: "installStack",
      subject: `release/${release.name}`,
      action: state === "current" ? "nothing" : `install ${release.chart} ${release.version}`,
      reason: `the release is ${state}`,
      disrupts: state === "different",
      expectedSeconds: state === "current" ? 0 : DEFAULT_PACING.chartExpectedSeconds,
    };
  });
}

function nodesStep({ spec }: PlannedPool): PlannedStep {
  return {
    step: "prepareNodes",
    subject: `pool/${spec.name}`,
    action: "enable NRI in containerd where it is off, one restart a node",
    reason: "NRI lets the ulimit adjuster raise the locked-memory limit",
    disrupts: true,
    expectedSeconds: DEFAULT_PACING.patchExpectedSeconds,
  };
}

function verifyStep(request: PreparationRequest): PlannedStep {
  return {
    step: "verifyCluster",
    subject: "cluster",
    action: "nothing",
    reason: `prove every node at level ${request.verify.level}`,
    disrupts: false,
    expectedSeconds: DEFAULT_PACING.probeExpectedSeconds,
  };
}
