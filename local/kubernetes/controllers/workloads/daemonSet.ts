/** Runs one pod of each DaemonSet on every node that its template fits, replaces outdated pods, and counts. */
import type { V1DaemonSetSpec } from "@kubernetes/client-node";
import type { Cluster, Controller, KubeObject, ObjectChange, ObjectStore } from "../../cluster.ts";
import { sameJson } from "../../store/json.ts";
import { isTerminating, namespacedName, specOf, splitName } from "../../store/objectParts.ts";
import { taintsOf } from "../scheduling/taints.ts";
import { type NodePlan, planNodes, templateOf } from "./daemonSetPlan.ts";
import { outdatedPodsToReplace, REVISION_LABEL } from "./daemonSetRollout.ts";
import { daemonSetStatus } from "./daemonSetStatus.ts";
import { createPod, deletePods, podsOwnedBy, templateHash, watchesOwnersAndPods } from "./ownedPods.ts";

const KIND = "apps/v1/DaemonSet";
/** A thousand pods that become ready within a moment are counted once. */
const BATCH_MS = 500;

export function createDaemonSetController(): Controller {
  return {
    name: "daemonset",
    batchMs: BATCH_MS,
    watches: [
      ...watchesOwnersAndPods(KIND),
      {
        kind: "v1/Node",
        keysOf: (change, { store }) => (changesPlan(change) ? store.list(KIND).map(namespacedName) : []),
      },
    ],
    reconcile(key, cluster) {
      const { namespace, name } = splitName(key);
      const daemonSet = cluster.store.get(KIND, namespace, name);
      if (daemonSet !== undefined && !isTerminating(daemonSet)) reconcileDaemonSet(daemonSet, cluster);
    },
  };
}

function changesPlan({ object, previous }: ObjectChange): boolean {
  if (previous === undefined || isTerminating(object)) return true;
  return !(
    sameJson(object.metadata.labels, previous.metadata.labels) && sameJson(taintsOf(object), taintsOf(previous))
  );
}

function reconcileDaemonSet(daemonSet: KubeObject, { store }: Cluster): void {
  const spec = specOf<V1DaemonSetSpec>(daemonSet);
  const hash = templateHash(spec.template);
  let plan = planNodes(daemonSet, podsOwnedBy(daemonSet, store), store.list("v1/Node"));
  deletePods(plan.unwanted, store);
  removeOrphans(plan.orphaned, store);
  deletePods(outdatedPodsToReplace(spec, plan.nodes, hash), store);
  plan = planNodes(daemonSet, podsOwnedBy(daemonSet, store), store.list("v1/Node"));
  createMissingPods(daemonSet, plan.nodes, hash, store);
  plan = planNodes(daemonSet, podsOwnedBy(daemonSet, store), store.list("v1/Node"));
  const status = daemonSetStatus(daemonSet, plan.nodes, hash);
  store.modify(KIND, daemonSet.metadata.namespace, daemonSet.metadata.name, (draft) => {
    draft["status"] = { ...(draft["status"] as object | undefined), ...status };
  });
}

function createMissingPods(daemonSet: KubeObject, nodes: readonly NodePlan[], hash: string, store: ObjectStore): void {
  for (const { node, shouldRun, pods } of nodes) {
    if (shouldRun && pods.length === 0) {
      createPod(daemonSet, templateOf(daemonSet, node.metadata.name), store, { labels: { [REVISION_LABEL]: hash } });
    }
  }
}

/** No kubelet will ever stop them. */
function removeOrphans(pods: readonly KubeObject[], store: ObjectStore): void {
  for (const { metadata } of pods) {
    store.delete("v1/Pod", metadata.namespace, metadata.name, { gracePeriodSeconds: 0 });
  }
}
