/** The world that preparations are measured in: an empty cluster, reference latencies, nodes in two pools, 60 to 40. */
import { nodeNameOf } from "../../local/azure/arm/names.ts";
import { knownVmSize } from "../../local/azure/arm/poolRules.ts";
import { clusterKey } from "../../local/azure/arm/state.ts";
import { loadScenario, type Scenario } from "../../local/scenarios/scenario.ts";
import type { GuidePool } from "../criticalPath/guideTasks.ts";

interface AskedPool {
  name: string;
  vmSize: string;
  count: number;
}

/** A single node is an InfiniBand node: its path is the longer one. */
export function benchScenario(nodes: number): Scenario {
  const scenario = loadScenario("scale-100");
  const infiniband = Math.ceil(nodes * 0.6);
  const counts: Record<string, number> = { h100: infiniband, a100: nodes - infiniband };
  const nodePools = askedPools(scenario)
    .map((pool) => ({ ...pool, count: counts[pool.name] ?? 0 }))
    .filter(({ count }) => count > 0);
  return { ...scenario, request: { ...scenario.request, nodePools } };
}

/** With their nodes, by the names that simulated Azure will give them. */
export function guidePools(scenario: Scenario): GuidePool[] {
  const cluster = clusterKey(scenario.request.cluster);
  return askedPools(scenario).map(({ name, vmSize, count }) => ({
    name,
    infiniband: knownVmSize(vmSize).infinibandDevices > 0,
    nodes: Array.from({ length: count }, (_, index) => nodeNameOf(cluster, name, index)),
  }));
}

function askedPools({ request }: Scenario): AskedPool[] {
  return request["nodePools"] as AskedPool[];
}
