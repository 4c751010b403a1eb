/** Just enough of a kubelet: pods on any node run and are ready a second later, and stop when they are told to. */
import type { Cluster, Controller, KubeObject } from "../../../../local/kubernetes/cluster.ts";
import { namespacedName, podSpecOf, splitName } from "../../../../local/kubernetes/store/objectParts.ts";

export function createSimpleKubelet(): Controller {
  return {
    name: "simple-kubelet",
    watches: [{ kind: "v1/Pod", keysOf: ({ object }) => [namespacedName(object)] }],
    reconcile(key, cluster) {
      const { namespace, name } = splitName(key);
      const pod = cluster.store.get("v1/Pod", namespace, name);
      if (pod === undefined || (podSpecOf(pod).nodeName ?? "") === "") return;
      if (pod.metadata.deletionTimestamp !== undefined) {
        cluster.store.delete("v1/Pod", namespace, name, { gracePeriodSeconds: 0 });
      } else run(pod, key, cluster);
    },
  };
}

function run(pod: KubeObject, key: string, { store, clock, enqueueAt }: Cluster): void {
  const { namespace, name, creationTimestamp } = pod.metadata;
  const readyAt = Date.parse(creationTimestamp) + 1000;
  const phase = (pod["status"] as { phase: string }).phase;
  if (phase !== "Pending") return;
  if (clock.now() < readyAt) return enqueueAt("simple-kubelet", key, readyAt);
  const status = { phase: "Running", conditions: [{ type: "Ready", status: "True" }] };
  store.modify("v1/Pod", namespace, name, (draft) => {
    draft["status"] = status;
  });
}
