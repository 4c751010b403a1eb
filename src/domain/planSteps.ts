/** A plan's steps for a person: what each changes and why, whom it disturbs, and when it begins and ends. Nothing is decided here. */
import { compareRelease, newestRevision, type ReleaseState } from "./helmRelease.ts";
import { type FeatureAction, INFINIBAND_FEATURE } from "./infinibandFeature.ts";
import type { Inventory } from "./inventory.ts";
import type { NodePoolSpec } from "./nodePool.ts";
import { DEFAULT_PACING } from "./pacing.ts";
import type { PlannedPool, PoolPlanning } from "./plannedPool.ts";
import type { PlannedStep, StepChange } from "./plannedStep.ts";
import type { PoolAction } from "./poolPlan.ts";
import type { PreparationRequest } from "./request.ts";
import type { StackSpec } from "./stack.ts";
import { reachesNodes, stackObjectSteps } from "./stackObjectSteps.ts";

export interface StepsInput {
  request: PreparationRequest;
  plannings: readonly PoolPlanning[];
  stack: StackSpec;
  feature: FeatureAction | undefined;
  inventory: Inventory;
}

export function planSteps(input: StepsInput): { steps: PlannedStep[]; expectedSeconds: number } {
  const { request, plannings, stack, feature, inventory } = input;
  const features = featureSteps(feature);
  const begin = endOf(features[0]);
  const pools = plannings.map((planning) => poolStep(planning, begin));
  const releases = releaseSteps(stack, inventory, begin);
  const chartsEnd = Math.max(0, ...releases.map(endOf));
  const objects = stackObjectSteps(inventory.stackObjects, { begin, chartsEnd });
  const onNodes = stackObjectSteps(inventory.stackObjects.filter(reachesNodes), { begin, chartsEnd });
  const nodeStacks = plannings.map((planning, index) => {
    return nodeStackStep(planning, [...releases, ...onNodes], Math.max(chartsEnd, endOf(pools[index])));
  });
  const nodes = plannings.map((planning, index) => nodesStep(planning, inventory, endOf(nodeStacks[index])));
  const prepared = [...features, ...pools, ...releases, ...objects, ...nodeStacks, ...nodes];
  const verification = verifyStep(request, Math.max(0, ...prepared.map(endOf)));
  return { steps: [...prepared, verification], expectedSeconds: endOf(verification) };
}

function endOf(step: PlannedStep | undefined): number {
  return step === undefined ? 0 : step.startsAfterSeconds + step.expectedSeconds;
}

/** Nothing begins before the subscription has it. */
function featureSteps(feature: FeatureAction | undefined): PlannedStep[] {
  if (feature === undefined) return [];
  return [
    {
      step: "ensureFeature",
      subject: "subscription",
      change: feature === "register" ? "create" : "none",
      action: feature === "register" ? `register ${INFINIBAND_FEATURE}` : "nothing",
      reason: "InfiniBand works on nodes that are created while the feature is registered",
      disrupts: false,
      startsAfterSeconds: 0,
      expectedSeconds: DEFAULT_PACING.featureExpectedSeconds,
    },
  ];
}

const POOL_ACTION_TEXT: Record<PoolAction, string> = {
  create: "create the node pool",
  update: "bring count, labels and taints to what was asked",
  none: "nothing",
};

function boundsOf({ autoscale }: NodePoolSpec): string {
  return autoscale === undefined ? "" : `, ${autoscale.min} to ${autoscale.max} by its autoscaler`;
}

function poolStep({ planned, existing }: PoolPlanning, startsAfterSeconds: number): PlannedStep {
  const { spec, action } = planned;
  const reasons: Record<PoolAction, string> = {
    create: `there is no such pool: ${spec.count} x ${spec.vmSize}${boundsOf(spec)}`,
    update: "it differs from what was asked, or its last operation did not succeed",
    none: "it is as asked",
  };
  return {
    step: "ensureNodePool",
    subject: `pool/${spec.name}`,
    change: action,
    action: POOL_ACTION_TEXT[action] + zonesInWords(planned),
    reason: reasons[action],
    disrupts: false,
    startsAfterSeconds,
    expectedSeconds: spec.count > (existing?.count ?? 0) ? DEFAULT_PACING.poolExpectedSeconds : 0,
  };
}

function zonesInWords({ spec, fallbackZones = [] }: PlannedPool): string {
  if (fallbackZones.length === 0) return "";
  return ` in zone ${spec.zones.join(", ")}; without capacity there, in zone ${fallbackZones.join(", then ")}`;
}

const RELEASE_CHANGES: Record<ReleaseState, StepChange> = {
  absent: "create",
  current: "none",
  different: "update",
  pending: "update",
  failed: "update",
};

function releaseSteps(stack: StackSpec, inventory: Inventory, startsAfterSeconds: number): PlannedStep[] {
  return stack.releases.map((release) => {
    const state = compareRelease(release, newestRevision(inventory.releases, release));
    const change = RELEASE_CHANGES[state];
    return {
      step: "installStack",
      subject: `release/${release.name}`,
      change,
      action: change === "none" ? "nothing" : `install ${release.chart} ${release.version}`,
      reason: `the release is ${state}`,
      disrupts: state === "different",
      startsAfterSeconds,
      expectedSeconds: change === "none" ? 0 : DEFAULT_PACING.chartExpectedSeconds,
    };
  });
}

/** The operators' own work on the nodes, which the run waits for: drivers, and what makes resources allocatable. */
function nodeStackStep(
  { planned, existing }: PoolPlanning,
  operators: readonly PlannedStep[],
  startsAfterSeconds: number,
): PlannedStep {
  const { spec, expectation } = planned;
  const changed = operators.filter(({ change }) => change !== "none");
  const grows = spec.count > (existing?.count ?? 0);
  const idle = changed.length === 0 && !grows;
  const { gpuStackExpectedSeconds, rdmaStackExpectedSeconds } = DEFAULT_PACING;
  const seconds = gpuStackExpectedSeconds + (expectation.rdma > 0 ? rdmaStackExpectedSeconds : 0);
  return {
    step: "installNodeStack",
    subject: `pool/${spec.name}`,
    change: idle ? "none" : existing === undefined ? "create" : "update",
    action: idle ? "nothing" : "wait until the operators have brought drivers and resources to the nodes",
    reason: idle
      ? "neither the operators nor the number of nodes change"
      : grows
        ? "there are new nodes"
        : "the operators change",
    disrupts: existing !== undefined && changed.some(({ disrupts }) => disrupts),
    startsAfterSeconds,
    expectedSeconds: idle ? 0 : seconds,
  };
}

/** Whether NRI is on is known of nodes that were proven; of the others it shows when they are probed. */
function nodesStep({ planned, existing }: PoolPlanning, inventory: Inventory, startsAfterSeconds: number): PlannedStep {
  const { name, count } = planned.spec;
  const present = inventory.nodes?.filter((node) => node.pool === name);
  const unproven = present?.filter(({ proven }) => !proven).map((node) => node.name);
  const idle = unproven?.length === 0 && (present?.length ?? 0) >= count;
  const disturbs = existing === undefined ? [] : unproven;
  return {
    step: "prepareNodes",
    subject: `pool/${name}`,
    change: idle ? "none" : "update",
    action: idle ? "nothing" : "enable NRI in containerd where it is off, one restart a node",
    reason: idle
      ? "the last run proved every node, and none has been replaced or rebooted since"
      : "NRI lets the ulimit adjuster raise the locked-memory limit",
    disrupts: !idle && existing !== undefined && disturbs?.length !== 0,
    ...(disturbs === undefined ? {} : { disturbs: disturbs.toSorted() }),
    startsAfterSeconds,
    expectedSeconds: DEFAULT_PACING.probeExpectedSeconds + (idle ? 0 : DEFAULT_PACING.patchExpectedSeconds),
  };
}

function verifyStep({ verify }: PreparationRequest, startsAfterSeconds: number): PlannedStep {
  return {
    step: "verifyCluster",
    subject: "cluster",
    change: "none",
    action: "nothing",
    reason: `prove every node at level ${verify.level}`,
    disrupts: false,
    startsAfterSeconds,
    expectedSeconds: DEFAULT_PACING.probeExpectedSeconds,
  };
}
