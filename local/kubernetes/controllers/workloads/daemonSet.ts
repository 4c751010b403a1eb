/** Counts the pods of each DaemonSet, and has outdated ones replaced: what takes a look at all of them together. */
import type { V1DaemonSetSpec } from "@kubernetes/client-node";
import type { Cluster, Controller, KubeObject } from "../../cluster.ts";
import { isTerminating, namespacedName, specOf, splitName } from "../../store/objectParts.ts";
import { changesFit, DAEMON_SET, planNodes } from "./daemonSetPlan.ts";
import { outdatedPodsToReplace } from "./daemonSetRollout.ts";
import { daemonSetStatus } from "./daemonSetStatus.ts";
import { deletePods, podsOwnedBy, templateHash, watchesOwnersAndPods } from "./ownedPods.ts";

/** A thousand pods that become ready within a moment are counted once. */
const BATCH_MS = 500;

export function createDaemonSetController(): Controller {
  return {
    name: "daemonset",
    batchMs: BATCH_MS,
    watches: [
      ...watchesOwnersAndPods(DAEMON_SET),
      {
        kind: "v1/Node",
        keysOf: (change, { store }) => (changesFit(change) ? store.list(DAEMON_SET).map(namespacedName) : []),
      },
    ],
    reconcile(key, cluster) {
      const { namespace, name } = splitName(key);
      const daemonSet = cluster.store.get(DAEMON_SET, namespace, name);
      if (daemonSet !== undefined && !isTerminating(daemonSet)) reconcileDaemonSet(daemonSet, cluster);
    },
  };
}

function reconcileDaemonSet(daemonSet: KubeObject, { store }: Cluster): void {
  const spec = specOf<V1DaemonSetSpec>(daemonSet);
  const hash = templateHash(spec.template);
  const plan = planNodes(daemonSet, podsOwnedBy(daemonSet, store), store.list("v1/Node"));
  const status = daemonSetStatus(daemonSet, plan, hash);
  store.modify(DAEMON_SET, daemonSet.metadata.namespace, daemonSet.metadata.name, (draft) => {
    draft["status"] = { ...(draft["status"] as object | undefined), ...status };
  });
  deletePods(outdatedPodsToReplace(spec, plan, hash), store);
}
