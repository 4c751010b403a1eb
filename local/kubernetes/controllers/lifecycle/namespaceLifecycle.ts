/** Gives each namespace its default ServiceAccount and root certificates, and empties a namespace that is deleted. */
import type { Clock } from "../../../world/clock.ts";
import type { Controller, KubeObject } from "../../cluster.ts";
import { type Condition, withCondition } from "../../store/conditions.ts";
import { isTerminating, statusOf } from "../../store/objectParts.ts";
import type { KubeStore } from "../../store/objectStore.ts";
import { remainderConditions } from "./namespaceRemainder.ts";

const NAMESPACE = "v1/Namespace";

export function createNamespaceController(store: KubeStore): Controller {
  return {
    name: "namespace",
    watches: [
      { kind: NAMESPACE, keysOf: ({ object }) => [object.metadata.name] },
      {
        kind: "*",
        keysOf: ({ type, object }) => (type === "DELETED" ? [object.metadata.namespace ?? ""].filter(Boolean) : []),
      },
    ],
    reconcile(name, { clock }) {
      const namespace = store.get(NAMESPACE, undefined, name);
      if (namespace === undefined) return;
      if (isTerminating(namespace)) empty(namespace, store, clock);
      else furnish(name, store);
    },
  };
}

function furnish(namespace: string, store: KubeStore): void {
  if (store.get("v1/ServiceAccount", namespace, "default") === undefined) {
    store.create({ apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default", namespace } });
  }
  if (store.get("v1/ConfigMap", namespace, "kube-root-ca.crt") === undefined) {
    const data = { "ca.crt": "-----BEGIN CERTIFICATE-----\nsimulated\n-----END CERTIFICATE-----\n" };
    store.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "kube-root-ca.crt", namespace }, data });
  }
}

function empty(namespace: KubeObject, store: KubeStore, clock: Clock): void {
  const { name } = namespace.metadata;
  for (const content of store.contentOf(name)) store.delete(content.kind, content.namespace, content.name);
  const left = store.contentOf(name).flatMap((each) => store.get(each.kind, each.namespace, each.name) ?? []);
  store.modify(NAMESPACE, undefined, name, (draft) => {
    if (left.length === 0) draft["spec"] = { ...(draft["spec"] as object), finalizers: [] };
    const { conditions = [] } = statusOf<{ conditions?: Condition[] }>(draft);
    const next = remainderConditions(left).reduce((list, each) => withCondition(list, each, clock), conditions);
    draft["status"] = { phase: "Terminating", conditions: next };
  });
}
