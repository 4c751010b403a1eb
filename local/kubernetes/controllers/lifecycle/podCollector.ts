/** Removes the pods of a node that is gone: no kubelet is left to stop them. */
import type { Controller } from "../../cluster.ts";

export function createPodCollector(): Controller {
  return {
    name: "pod-collector",
    watches: [{ kind: "v1/Node", keysOf: ({ type, object }) => (type === "DELETED" ? [object.metadata.name] : []) }],
    reconcile(nodeName, { store }) {
      if (store.get("v1/Node", undefined, nodeName) !== undefined) return;
      for (const { metadata } of store.list("v1/Pod", { nodeName })) {
        store.delete("v1/Pod", metadata.namespace, metadata.name, { gracePeriodSeconds: 0 });
      }
    },
  };
}
