/** GPUs and RDMA on a node: what a pod may ask for without taking anything from anybody. */
import type { KubernetesObject } from "./kubernetesObject.ts";
import { NVIDIA } from "./labels.ts";
import type { NodeExpectation } from "./nodeExpectation.ts";
import { resourceCount, wholeQuantity } from "./quantity.ts";

/** What the proof's pod asks for on a node. */
export type DeviceAsk =
  | { kind: "all"; gpus: number; rdma: number }
  /** `reason`: why the devices cannot be shown. */
  | { kind: "none"; reason: string };

/** As a container's limits. */
export function devicesWanted(ask: DeviceAsk): Record<string, string> {
  if (ask.kind === "none") return {};
  return {
    [NVIDIA.gpuResource]: String(ask.gpus),
    ...(ask.rdma > 0 ? { [NVIDIA.rdmaResource]: String(ask.rdma) } : {}),
  };
}

/** All of the node's GPUs and one `rdma/ib`, when all are free. `pods`: those of the node that have not ended. */
export function deviceAsk(
  node: KubernetesObject,
  pods: readonly KubernetesObject[],
  expectation: NodeExpectation,
): DeviceAsk {
  const wanted = { gpus: expectation.gpus, rdma: expectation.rdma > 0 ? 1 : 0 };
  const lack =
    lackOf(node, pods, NVIDIA.gpuResource, wanted.gpus) ?? lackOf(node, pods, NVIDIA.rdmaResource, wanted.rdma);
  return lack === undefined ? { kind: "all", ...wanted } : { kind: "none", reason: lack };
}

function lackOf(
  node: KubernetesObject,
  pods: readonly KubernetesObject[],
  resource: string,
  wanted: number,
): string | undefined {
  const holders = pods.filter((pod) => requested(pod, resource) > 0);
  const used = holders.reduce((sum, pod) => sum + requested(pod, resource), 0);
  const { allocatable } = resourceCount(node, resource);
  const free = Math.max(allocatable - used, 0);
  if (free >= wanted) return undefined;
  const held = holders.length === 0 ? "" : `, held by ${namesOf(holders)}`;
  return `${free} of ${allocatable} ${resource} are free${held}; the proof needs ${wanted} and waits for nobody`;
}

const MOST_NAMES = 3;

function namesOf(pods: readonly KubernetesObject[]): string {
  const names = pods.map(({ metadata }) => `${metadata.namespace ?? ""}/${metadata.name}`).toSorted();
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
  return names.slice(0, MOST_NAMES).join(", ") + more;
}

interface Container {
  restartPolicy?: string;
  resources?: { limits?: Record<string, string>; requests?: Record<string, string> };
}

/** As the scheduler counts: all containers together, or the largest init container; sidecars are init containers that stay. */
function requested(pod: KubernetesObject, resource: string): number {
  const { containers = [], initContainers = [] } = (pod["spec"] ?? {}) as Partial<Record<string, Container[]>>;
  let sidecars = 0;
  let most = 0;
  for (const container of initContainers) {
    const count = countOf(container, resource);
    if (container.restartPolicy === "Always") sidecars += count;
    most = Math.max(most, sidecars + (container.restartPolicy === "Always" ? 0 : count));
  }
  const together = containers.reduce((sum, container) => sum + countOf(container, resource), sidecars);
  return Math.max(together, most);
}

function countOf({ resources }: Container, resource: string): number {
  return wholeQuantity(resources?.requests?.[resource] ?? resources?.limits?.[resource]);
}
