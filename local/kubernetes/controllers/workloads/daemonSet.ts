/** Counts the pods of each DaemonSet, and has outdated ones replaced: what takes a look at all of them together. */
import type { V1DaemonSetSpec } from "@kubernetes/client-node";
import type { Controller, KubeObject, ObjectStore } from "../../cluster.ts";
import { isTerminating, namespacedName, specOf, splitName } from "../../store/objectParts.ts";
import { createDaemonSetMemory, type DaemonSetMemory } from "./daemonSetMemory.ts";
import { nodeStates } from "./daemonSetNodes.ts";
import { changesFit, DAEMON_SET } from "./daemonSetPlan.ts";
import { outdatedPodsToReplace } from "./daemonSetRollout.ts";
import { daemonSetStatus } from "./daemonSetStatus.ts";
import { deletePods, templateHash, watchesOwnersAndPods } from "./ownedPods.ts";

/** A thousand pods that become ready within a moment are counted once: counting looks at every node. */
const BATCH_MS = 2000;

export function createDaemonSetController(): Controller {
  const memory = createDaemonSetMemory();
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
    reconcile(key, { store }) {
      const { namespace, name } = splitName(key);
      const daemonSet = store.get(DAEMON_SET, namespace, name);
      if (daemonSet !== undefined && !isTerminating(daemonSet)) reconcileDaemonSet(daemonSet, store, memory);
    },
  };
}

function reconcileDaemonSet(daemonSet: KubeObject, store: ObjectStore, memory: DaemonSetMemory): void {
  const spec = specOf<V1DaemonSetSpec>(daemonSet);
  const nodes = nodeStates(daemonSet, templateHash(spec.template), store, memory);
  const status = daemonSetStatus(daemonSet, nodes);
  store.modify(DAEMON_SET, daemonSet.metadata.namespace, daemonSet.metadata.name, (draft) => {
    draft["status"] = { ...(draft["status"] as object | undefined), ...status };
  });
  deletePods(outdatedPodsToReplace(spec, nodes), store);
}
