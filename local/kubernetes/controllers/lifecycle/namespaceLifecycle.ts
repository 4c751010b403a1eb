/** Gives each namespace its default ServiceAccount and root certificates, and empties a namespace that is deleted. */
import type { Controller, KubeObject } from "../../cluster.ts";
import { isTerminating } from "../../store/objectParts.ts";
import type { KubeStore } from "../../store/objectStore.ts";

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
    reconcile(name) {
      const namespace = store.get(NAMESPACE, undefined, name);
      if (namespace === undefined) return;
      if (isTerminating(namespace)) empty(namespace, store);
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

function empty(namespace: KubeObject, store: KubeStore): void {
  const { name } = namespace.metadata;
  for (const content of store.contentOf(name)) store.delete(content.kind, content.namespace, content.name);
  if (store.contentOf(name).length > 0) return;
  store.modify(NAMESPACE, undefined, name, (draft) => {
    draft["spec"] = { ...(draft["spec"] as object), finalizers: [] };
  });
}
