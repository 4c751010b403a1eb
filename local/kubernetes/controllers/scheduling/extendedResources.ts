/** Devices that pods ask for ("nvidia.com/gpu", "rdma/ib") and that nodes have left. CPU and memory never run out here. */
import type { V1NodeStatus, V1PodSpec } from "@kubernetes/client-node";
import type { KubeObject, ObjectStore } from "../../cluster.ts";
import { isPodFinished, podSpecOf, statusOf } from "../../store/objectParts.ts";

export type ResourceCounts = Record<string, number>;

export function requestedResources(spec: Pick<V1PodSpec, "containers">): ResourceCounts {
  const total: ResourceCounts = {};
  for (const { resources } of spec.containers) {
    for (const [name, quantity] of Object.entries({ ...resources?.limits, ...resources?.requests })) {
      if (name.includes("/")) total[name] = (total[name] ?? 0) + Number(quantity);
    }
  }
  return total;
}

/** The first resource of which `node` has too little left for `wanted`. `counts`: whose requests do; left out: everybody's. */
export function missingResource(
  store: ObjectStore,
  node: KubeObject,
  wanted: ResourceCounts,
  counts: (pod: KubeObject) => boolean = () => true,
): string | undefined {
  const names = Object.keys(wanted);
  if (names.length === 0) return undefined;
  const used = usedResources(store, node.metadata.name, counts);
  const allocatable = statusOf<V1NodeStatus>(node).allocatable ?? {};
  return names.find((name) => (wanted[name] ?? 0) + (used[name] ?? 0) > Number(allocatable[name] ?? 0));
}

function usedResources(store: ObjectStore, nodeName: string, counts: (pod: KubeObject) => boolean): ResourceCounts {
  const used: ResourceCounts = {};
  for (const pod of store.list("v1/Pod", { nodeName })) {
    if (isPodFinished(pod) || !counts(pod)) continue;
    for (const [name, count] of Object.entries(requestedResources(podSpecOf(pod))))
      used[name] = (used[name] ?? 0) + count;
  }
  return used;
}
