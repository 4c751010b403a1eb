/** A cordoned node carries a taint that says so, and loses it when it is uncordoned. */
import type { V1NodeSpec } from "@kubernetes/client-node";
import type { Controller, KubeObject } from "../../cluster.ts";
import { rfc3339 } from "../../store/deletion.ts";
import { specOf } from "../../store/objectParts.ts";
import { isUnschedulableTaint, UNSCHEDULABLE } from "../scheduling/taints.ts";

const NODE = "v1/Node";

export function createUnschedulableTaintController(): Controller {
  return {
    name: "unschedulable-taint",
    watches: [{ kind: NODE, keysOf: ({ object }) => (isInOrder(object) ? [] : [object.metadata.name]) }],
    reconcile(name, { store, clock }) {
      const node = store.get(NODE, undefined, name);
      if (node === undefined || isInOrder(node)) return;
      store.modify(NODE, undefined, name, (draft) => {
        const spec = specOf<Omit<V1NodeSpec, "taints"> & { taints?: object[] }>(draft);
        const others = (specOf<V1NodeSpec>(draft).taints ?? []).filter((taint) => !isUnschedulableTaint(taint));
        const own = spec.unschedulable === true ? [{ ...UNSCHEDULABLE, timeAdded: rfc3339(clock.now()) }] : [];
        const taints = [...others, ...own];
        if (taints.length > 0) spec.taints = taints;
        else delete spec.taints;
      });
    },
  };
}

function isInOrder(node: KubeObject): boolean {
  const { taints = [], unschedulable = false } = specOf<V1NodeSpec>(node);
  return taints.some(isUnschedulableTaint) === unschedulable;
}
