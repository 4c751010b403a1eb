/** Node pools for tests: what is asked for, and what Azure says there is. They fit each other. */
import type { NodePoolSpec, NodePoolView } from "../../src/domain/nodePool.ts";
import { H100 } from "./requests.ts";

export function aPoolSpec(changes: Partial<NodePoolSpec> = {}): NodePoolSpec {
  return {
    name: "h100",
    vmSize: H100,
    count: 2,
    osSku: "Ubuntu",
    driver: "None",
    zones: [],
    labels: {},
    taints: [],
    ...changes,
  };
}

export function aPool(changes: Partial<NodePoolView> = {}): NodePoolView {
  return {
    name: "h100",
    vmSize: H100,
    count: 2,
    mode: "User",
    osSku: "Ubuntu",
    driver: "None",
    zones: [],
    labels: {},
    taints: [],
    tags: {},
    provisioningState: "Succeeded",
    kubernetesVersion: "1.34.2",
    ...changes,
  };
}

/** The pool that Azure makes of what was asked. */
export function poolMadeOf({ name, vmSize, count, osSku, driver, zones, labels, taints }: NodePoolSpec): NodePoolView {
  return aPool({ name, vmSize, count, osSku, driver, zones, labels, taints });
}
