/** The world that a schedule starts from, and its request: few nodes, short times, each way through the app now and then. */
import type { PoolSeed } from "../../azure/arm/seedCluster.ts";
import type { WrittenScenario } from "../../scenarios/scenario.ts";
import type { Random } from "../random.ts";

type Profile = "self-managed" | "aks-managed";

interface BasePool {
  name: string;
  vmSize: string;
  count: number;
  exists: boolean;
}

const TAINTS = ["sku=gpu:NoSchedule"];
const SYSTEM_POOL: PoolSeed = {
  name: "system",
  properties: { vmSize: "Standard_D4s_v5", count: 1, mode: "System" },
};
const CLUSTER = {
  subscriptionId: "6f1d3c1e-7c34-4a5b-9d0e-2f4f6f1f0a11",
  resourceGroup: "llm-serving",
  name: "aks-llm-d",
};

/** Seconds: shorter than in Azure, so that a run is a few polls long; their order is kept. */
const LATENCIES: WrittenScenario["latencies"] = {
  ...{ poolAccepted: 3, nodeReady: 60, poolSucceededAfterLastNode: 10, chartJob: 20, nfdLabel: 5, ofedPerNode: 60 },
  ...{ rdmaPlugin: 10, gpuDriverPerNode: 40, toolkitAndDevicePlugin: 20, peermemModule: 10, podStart: 3 },
  containerdRestart: 2,
};

export function makeBase(random: Random): Omit<WrittenScenario, "name" | "title"> {
  const profile: Profile = random.chance(0.6) ? "self-managed" : "aks-managed";
  const pools = makePools(random);
  const existing = pools.filter(({ exists }) => exists);
  return {
    kubernetesVersion: "1.34.2",
    latencies: LATENCIES,
    cluster: { pools: [SYSTEM_POOL, ...existing.map((pool) => seedOf(pool, profile))] },
    ...poolFailures(random, pools),
    workloads: existing
      .filter(() => random.chance(0.8))
      .map(({ name, count }) => ({ pool: name, nodes: random.int(1, count) })),
    request: {
      cluster: CLUSTER,
      profile,
      nodePools: pools.map(({ name, vmSize, count }) => ({ name, vmSize, count, osSku: "Ubuntu2204", taints: TAINTS })),
      rollout: { maxUnavailable: random.pick([1, 2, "50%"]) },
      ...(random.chance(0.25) ? { verify: { level: "L3" } } : {}),
      ...(random.chance(0.2) ? { gate: true } : {}),
    },
    expected: { verdict: "ready", findings: [] },
  };
}

function makePools(random: Random): BasePool[] {
  const kind = random.fraction();
  const nc = { name: "nc", vmSize: "Standard_NC24ads_A100_v4" };
  const nd = { name: "nd", vmSize: random.pick(["Standard_ND96isr_H100_v5", "Standard_ND96asr_v4"]) };
  if (kind < 0.45) return [{ ...nc, count: random.int(2, 3), exists: true }];
  if (kind < 0.65) return [{ ...nc, count: random.int(1, 2), exists: false }];
  if (kind < 0.85) return [{ ...nd, count: random.int(1, 2), exists: random.chance(0.5) }];
  return [
    { ...nc, count: 2, exists: true },
    { ...nd, count: 1, exists: false },
  ];
}

function seedOf({ name, vmSize, count }: BasePool, profile: Profile): PoolSeed {
  return {
    name,
    properties: {
      ...{ vmSize, count, mode: "User", osSKU: "Ubuntu2204", nodeTaints: TAINTS },
      gpuProfile: { driver: profile === "self-managed" ? "None" : "Install" },
    },
  };
}

/** Azure's operation on a new pool fails late, once or twice. */
function poolFailures(random: Random, pools: readonly BasePool[]): Pick<WrittenScenario, "azure"> {
  const fresh = pools.find(({ exists }) => !exists);
  if (fresh === undefined || !random.chance(0.25)) return {};
  const code = random.pick(["AllocationFailed", "OperationNotAllowed", "VMExtensionProvisioningError"]);
  return { azure: { poolFailures: { [fresh.name]: { code, times: random.int(1, 2) } } } };
}
