/** Keeps as many pods of each ReplicaSet as it asks for, and counts them. */
import type { V1ReplicaSetSpec } from "@kubernetes/client-node";
import type { Cluster, Controller, KubeObject } from "../../cluster.ts";
import { isPodFinished, isPodReady, isTerminating, specOf, splitName } from "../../store/objectParts.ts";
import { createPod, deletePods, podsOwnedBy, watchesOwnersAndPods } from "./ownedPods.ts";

const KIND = "apps/v1/ReplicaSet";

export function createReplicaSetController(): Controller {
  return {
    name: "replicaset",
    watches: watchesOwnersAndPods(KIND),
    reconcile(key, cluster) {
      const { namespace, name } = splitName(key);
      const replicaSet = cluster.store.get(KIND, namespace, name);
      if (replicaSet !== undefined && !isTerminating(replicaSet)) reconcileReplicaSet(replicaSet, cluster);
    },
  };
}

function reconcileReplicaSet(replicaSet: KubeObject, cluster: Cluster): void {
  const { store } = cluster;
  const { replicas = 1, template } = specOf<V1ReplicaSetSpec>(replicaSet);
  const before = livePods(replicaSet, store);
  deletePods(before.slice(replicas), store);
  for (let count = before.length; count < replicas; count++) {
    if (template !== undefined) createPod(replicaSet, template, cluster);
  }
  const pods = livePods(replicaSet, store);
  const ready = pods.filter(isPodReady).length;
  store.modify(KIND, replicaSet.metadata.namespace, replicaSet.metadata.name, (draft) => {
    draft["status"] = {
      replicas: pods.length,
      fullyLabeledReplicas: pods.length,
      readyReplicas: ready,
      availableReplicas: ready,
      observedGeneration: replicaSet.metadata.generation ?? 1,
    };
  });
}

function livePods(replicaSet: KubeObject, store: Cluster["store"]): KubeObject[] {
  return podsOwnedBy(replicaSet, store).filter((pod) => !isTerminating(pod) && !isPodFinished(pod));
}
