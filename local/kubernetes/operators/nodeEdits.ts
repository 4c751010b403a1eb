/** Changes that operators and plugins make to Node objects. Each is idempotent. */
import type { ObjectStore } from "../cluster.ts";

/** `undefined` removes a label. */
export function setNodeLabels(store: ObjectStore, node: string, labels: Record<string, string | undefined>): void {
  store.modify("v1/Node", undefined, node, ({ metadata }) => {
    const merged = { ...metadata.labels };
    for (const [key, value] of Object.entries(labels)) {
      if (value === undefined) delete merged[key];
      else merged[key] = value;
    }
    metadata.labels = merged;
  });
}

/** Capacity and allocatable, as a device plugin's registration sets them. */
export function setNodeResource(store: ObjectStore, node: string, resource: string, count: number): void {
  store.modify("v1/Node", undefined, node, (draft) => {
    const status = draft["status"] as Record<"capacity" | "allocatable", Record<string, string>>;
    for (const part of ["capacity", "allocatable"] as const) {
      status[part] = { ...status[part], [resource]: String(count) };
    }
  });
}

export function nodeLabel(store: ObjectStore, node: string, label: string): string | undefined {
  return store.get("v1/Node", undefined, node)?.metadata.labels?.[label];
}
