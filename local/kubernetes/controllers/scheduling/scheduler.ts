/** Gives every pod without a node the first one that fits, or says in its PodScheduled condition why none does. */
import type { Cluster, Controller, KubeObject, ObjectChange, ObjectStore } from "../../cluster.ts";
import { recordEvent } from "../../recordEvent.ts";
import { type Condition, withCondition } from "../../store/conditions.ts";
import { sameJson } from "../../store/json.ts";
import {
  isPodFinished,
  isTerminating,
  namespacedName,
  podSpecOf,
  splitName,
  statusOf,
} from "../../store/objectParts.ts";
import { missingResource, requestedResources } from "./extendedResources.ts";
import { pinnedNodeOf, selectsNode } from "./nodeSelection.ts";
import { isUnschedulableTaint, taintsOf, untoleratedTaint } from "./taints.ts";

export function createScheduler(): Controller {
  return {
    name: "scheduler",
    watches: [
      { kind: "v1/Pod", keysOf: ({ type, object }) => (waitsForNode(type, object) ? [namespacedName(object)] : []) },
      { kind: "v1/Pod", keysOf: (change, { store }) => (freesDevices(change) ? waitingPods(store) : []) },
      { kind: "v1/Node", keysOf: (change, { store }) => (changesFit(change) ? waitingPods(store) : []) },
    ],
    reconcile(key, cluster) {
      const { namespace, name } = splitName(key);
      const pod = cluster.store.get("v1/Pod", namespace, name);
      if (pod !== undefined && waitsForNode("MODIFIED", pod)) schedule(pod, cluster);
    },
  };
}

/** Binds a pod to a node, as the scheduler does and the `binding` subresource may. */
export function bindPod(pod: KubeObject, nodeName: string, cluster: Pick<Cluster, "store" | "clock">): void {
  cluster.store.modify("v1/Pod", pod.metadata.namespace, pod.metadata.name, (draft) => {
    podSpecOf(draft).nodeName = nodeName;
    setScheduled(draft, { type: "PodScheduled", status: "True" }, cluster);
  });
}

function waitsForNode(type: ObjectChange["type"], pod: KubeObject): boolean {
  return type !== "DELETED" && !isTerminating(pod) && (podSpecOf(pod).nodeName ?? "") === "";
}

function freesDevices({ type, object, previous }: ObjectChange): boolean {
  if (Object.keys(requestedResources(podSpecOf(object))).length === 0) return false;
  return type === "DELETED" || (isPodFinished(object) && previous !== undefined && !isPodFinished(previous));
}

function changesFit({ object, previous }: ObjectChange): boolean {
  if (previous === undefined) return true;
  return !(
    sameJson(object.metadata.labels, previous.metadata.labels) &&
    sameJson(taintsOf(object), taintsOf(previous)) &&
    sameJson(statusOf<Allocatable>(object).allocatable, statusOf<Allocatable>(previous).allocatable)
  );
}

interface Allocatable {
  allocatable?: Record<string, string>;
}

function waitingPods(store: ObjectStore): string[] {
  return store.list("v1/Pod", { nodeName: "" }).map(namespacedName);
}

function schedule(pod: KubeObject, cluster: Cluster): void {
  const refusals = new Map<string, number>();
  const candidates = candidateNodes(pod, cluster.store);
  for (const node of candidates) {
    const refusal = refusalOf(pod, node, cluster.store);
    if (refusal === undefined) return place(pod, node.metadata.name, cluster);
    refusals.set(refusal, (refusals.get(refusal) ?? 0) + 1);
  }
  const reasons = [...refusals].map(([reason, count]) => `${count} ${reason}`).join(", ");
  const message =
    candidates.length === 0
      ? "no nodes available to schedule pods"
      : `0/${candidates.length} nodes are available: ${reasons}.`;
  cluster.store.modify("v1/Pod", pod.metadata.namespace, pod.metadata.name, (draft) =>
    setScheduled(draft, { type: "PodScheduled", status: "False", reason: "Unschedulable", message }, cluster),
  );
  recordEvent(pod, { type: "Warning", reason: "FailedScheduling", message, component: COMPONENT }, cluster);
}

const COMPONENT = "default-scheduler";

function place(pod: KubeObject, nodeName: string, cluster: Cluster): void {
  bindPod(pod, nodeName, cluster);
  const message = `Successfully assigned ${namespacedName(pod)} to ${nodeName}`;
  recordEvent(pod, { type: "Normal", reason: "Scheduled", message, component: COMPONENT }, cluster);
}

function candidateNodes(pod: KubeObject, store: ObjectStore): KubeObject[] {
  const pinned = pinnedNodeOf(podSpecOf(pod));
  if (pinned === undefined) return store.list("v1/Node");
  const node = store.get("v1/Node", undefined, pinned);
  return node === undefined ? [] : [node];
}

function refusalOf(pod: KubeObject, node: KubeObject, store: ObjectStore): string | undefined {
  const spec = podSpecOf(pod);
  if (!selectsNode(spec, node)) return "node(s) didn't match Pod's node affinity/selector";
  const taint = untoleratedTaint(node, spec.tolerations ?? [], ["NoSchedule", "NoExecute"]);
  if (taint !== undefined && isUnschedulableTaint(taint)) return "node(s) were unschedulable";
  if (taint !== undefined) return `node(s) had untolerated taint {${taint.key}: ${taint.value ?? ""}}`;
  const resource = missingResource(store, node, requestedResources(spec));
  return resource === undefined ? undefined : `Insufficient ${resource}`;
}

function setScheduled(draft: KubeObject, condition: Condition, { clock }: Pick<Cluster, "clock">): void {
  const status = statusOf<{ conditions?: Condition[] }>(draft);
  draft["status"] = { ...status, conditions: withCondition(status.conditions ?? [], condition, clock) };
}
