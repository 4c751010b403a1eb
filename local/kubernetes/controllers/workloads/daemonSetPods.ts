/** Runs one pod of each DaemonSet on every node that its template fits: each look is at one DaemonSet and one node. */
import type { V1DaemonSetSpec } from "@kubernetes/client-node";
import type { Cluster, Controller, KubeObject, ObjectChange, ObjectStore } from "../../cluster.ts";
import { controllerOf, isTerminating, namespacedName, podPhaseOf, specOf } from "../../store/objectParts.ts";
import { changesFit, DAEMON_SET, failedOrSurplus, fitOf, nodeOf, REVISION_LABEL, templateOf } from "./daemonSetPlan.ts";
import { createPod, deletePods, templateHash } from "./ownedPods.ts";

export function createDaemonSetPodController(): Controller {
  return {
    name: "daemonset-pods",
    watches: [
      { kind: DAEMON_SET, keysOf: (change, { store }) => (changesSpec(change) ? keysOf(change.object, store) : []) },
      {
        kind: "v1/Node",
        keysOf: (change, { store }) =>
          changesFit(change) ? store.list(DAEMON_SET).map((owner) => keyOn(owner, change.object.metadata.name)) : [],
      },
      { kind: "v1/Pod", keysOf: (change) => (leavesGap(change) ? keysOfPod(change.object) : []) },
      {
        kind: "v1/ServiceAccount",
        keysOf: ({ type, object: { metadata } }, { store }) =>
          type === "ADDED"
            ? store.list(DAEMON_SET, { namespace: metadata.namespace ?? "" }).flatMap((owner) => keysOf(owner, store))
            : [],
      },
    ],
    reconcile(key, cluster) {
      const [namespace, name = "", node = ""] = key.split("/");
      const daemonSet = cluster.store.get(DAEMON_SET, namespace, name);
      if (daemonSet !== undefined && !isTerminating(daemonSet)) reconcileNode(daemonSet, node, cluster);
    },
  };
}

function changesSpec({ object, previous }: ObjectChange): boolean {
  return previous?.metadata.generation !== object.metadata.generation;
}

/** A pod that just goes on is none of this controller's business. */
function leavesGap({ type, object }: ObjectChange): boolean {
  return type !== "MODIFIED" || isTerminating(object) || podPhaseOf(object) === "Failed";
}

function keysOf(daemonSet: KubeObject, store: ObjectStore): string[] {
  return store.list("v1/Node").map(({ metadata }) => keyOn(daemonSet, metadata.name));
}

function keysOfPod(pod: KubeObject): string[] {
  const owner = controllerOf(pod);
  return owner?.kind === "DaemonSet" ? [`${pod.metadata.namespace}/${owner.name}/${nodeOf(pod)}`] : [];
}

function keyOn(daemonSet: KubeObject, node: string): string {
  return `${namespacedName(daemonSet)}/${node}`;
}

function reconcileNode(daemonSet: KubeObject, nodeName: string, cluster: Cluster): void {
  const { store } = cluster;
  const node = store.get("v1/Node", undefined, nodeName);
  const pods = podsOn(nodeName, daemonSet, store);
  if (node === undefined) return removeOrphans(pods, store);
  const { mayStay, shouldRun } = fitOf(daemonSet, node);
  deletePods(mayStay ? failedOrSurplus(pods) : pods, store);
  if (!shouldRun || podsOn(nodeName, daemonSet, store).length > 0) return;
  const { template } = specOf<V1DaemonSetSpec>(daemonSet);
  const labels = { [REVISION_LABEL]: templateHash(template) };
  createPod(daemonSet, templateOf(daemonSet, nodeName), cluster, { labels });
}

/** Also those that the scheduler has not bound yet. */
function podsOn(nodeName: string, { metadata }: KubeObject, store: ObjectStore): KubeObject[] {
  const owned = { namespace: metadata.namespace ?? "", ownerUid: metadata.uid };
  const unbound = store.list("v1/Pod", { ...owned, nodeName: "" }).filter((pod) => nodeOf(pod) === nodeName);
  return nodeName === "" ? unbound : [...store.list("v1/Pod", { ...owned, nodeName }), ...unbound];
}

/** Their node is gone: no kubelet will ever stop them. */
function removeOrphans(pods: readonly KubeObject[], store: ObjectStore): void {
  for (const { metadata } of pods) {
    store.delete("v1/Pod", metadata.namespace, metadata.name, { gracePeriodSeconds: 0 });
  }
}
