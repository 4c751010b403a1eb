/**
 * Each node's lease. Nobody here looks at when it was last renewed, and a renewal every ten seconds would be all that
 * happens on a virtual clock: it stays as it was made.
 */
import type { Controller, KubeObject } from "../../cluster.ts";
import { rfc3339 } from "../../store/deletion.ts";

const LEASE = "coordination.k8s.io/v1/Lease";
const NAMESPACE = "kube-node-lease";

export function createNodeLeaseController(): Controller {
  return {
    name: "node-leases",
    watches: [{ kind: "v1/Node", keysOf: ({ type, object }) => (type === "DELETED" ? [] : [object.metadata.name]) }],
    reconcile(name, { store, clock }) {
      const node = store.get("v1/Node", undefined, name);
      if (node === undefined) return;
      const renewTime = rfc3339(clock.now()).replace("Z", ".000000Z");
      const lease = leaseOf(node, renewTime);
      if (store.get(LEASE, NAMESPACE, name)?.metadata.ownerReferences?.[0]?.uid === node.metadata.uid) return;
      store.delete(LEASE, NAMESPACE, name);
      store.create(lease);
    },
  };
}

function leaseOf({ metadata }: KubeObject, renewTime: string) {
  const { name, uid } = metadata;
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name, namespace: NAMESPACE, ownerReferences: [{ apiVersion: "v1", kind: "Node", name, uid }] },
    spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime },
  };
}
