/** Deletes the pods that a node's NoExecute taints drive away, at once or when their toleration ends. */
import type { V1NodeSpec, V1Taint } from "@kubernetes/client-node";
import type { Cluster, Controller, KubeObject, ObjectChange } from "../../cluster.ts";
import { sameJson } from "../../store/json.ts";
import { isTerminating, namespacedName, podSpecOf, specOf, splitName } from "../../store/objectParts.ts";
import { toleratedSeconds } from "../scheduling/taints.ts";

const CONTROLLER = "taint-eviction";

export function createTaintEvictionController(): Controller {
  return {
    name: CONTROLLER,
    watches: [
      {
        kind: "v1/Node",
        keysOf: (change, { store }) =>
          changesEvictions(change)
            ? store.list("v1/Pod", { nodeName: change.object.metadata.name }).map(namespacedName)
            : [],
      },
      { kind: "v1/Pod", keysOf: (change) => (isNewOnNode(change) ? [namespacedName(change.object)] : []) },
    ],
    reconcile(key, cluster) {
      const { namespace, name } = splitName(key);
      const pod = cluster.store.get("v1/Pod", namespace, name);
      if (pod !== undefined && !isTerminating(pod)) evictWhenDue(pod, key, cluster);
    },
  };
}

function evictWhenDue(pod: KubeObject, key: string, { store, clock, enqueueAt }: Cluster): void {
  const node = store.get("v1/Node", undefined, podSpecOf(pod).nodeName ?? "");
  if (node === undefined) return;
  const { tolerations = [] } = podSpecOf(pod);
  const dueAt = Math.min(
    ...evictingTaints(node).map(
      (taint) => sinceOf(taint, clock.now()) + (toleratedSeconds(taint, tolerations) ?? 0) * 1000,
    ),
  );
  if (dueAt <= clock.now()) store.delete("v1/Pod", pod.metadata.namespace, pod.metadata.name);
  else if (Number.isFinite(dueAt)) enqueueAt(CONTROLLER, key, dueAt);
}

/** Without a time of its own a taint counts from now on. */
function sinceOf(taint: V1Taint, now: number): number {
  const addedAt = Date.parse(String(taint.timeAdded ?? ""));
  return Number.isNaN(addedAt) ? now : addedAt;
}

function evictingTaints(node: KubeObject): V1Taint[] {
  return (specOf<V1NodeSpec>(node).taints ?? []).filter(({ effect }) => effect === "NoExecute");
}

function changesEvictions({ object, previous }: ObjectChange): boolean {
  const before = previous === undefined ? [] : evictingTaints(previous);
  return !sameJson(evictingTaints(object), before);
}

function isNewOnNode({ type, object, previous }: ObjectChange): boolean {
  if (type === "DELETED" || (podSpecOf(object).nodeName ?? "") === "") return false;
  return previous === undefined || podSpecOf(previous).nodeName !== podSpecOf(object).nodeName;
}
