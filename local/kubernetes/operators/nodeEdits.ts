/** Changes that operators and plugins make to Node objects. Each is idempotent. */
import type { ObjectStore } from "../cluster.ts";
import { statusOf } from "../store/objectParts.ts";

/** `undefined` removes a label. */
export function setNodeLabels(store: ObjectStore, node: string, labels: Record<string, string | undefined>): void {
  const current = store.get("v1/Node", undefined, node)?.metadata.labels ?? {};
  if (Object.entries(labels).every(([key, value]) => current[key] === value)) return;
  store.modify("v1/Node", undefined, node, ({ metadata }) => {
    const merged = Object.entries({ ...metadata.labels, ...labels }).filter(isPresent);
    metadata.labels = Object.fromEntries(merged);
  });
}

function isPresent(entry: [string, string | undefined]): entry is [string, string] {
  return entry[1] !== undefined;
}

/** Capacity and allocatable, as a device plugin's registration sets them: every device, and those that are healthy. */
export function setNodeResource(
  store: ObjectStore,
  node: string,
  resource: string,
  count: number,
  healthy = count,
): void {
  const current = store.get("v1/Node", undefined, node);
  const wanted = Object.entries({ capacity: String(count), allocatable: String(healthy) }) as [ResourcePart, string][];
  if (current === undefined || wanted.every(([part, text]) => statusOf<Resources>(current)[part][resource] === text))
    return;
  store.modify("v1/Node", undefined, node, (draft) => {
    const status = statusOf<Resources>(draft);
    for (const [part, text] of wanted) status[part] = { ...status[part], [resource]: text };
  });
}

type ResourcePart = "capacity" | "allocatable";

type Resources = Record<ResourcePart, Record<string, string>>;

export function nodeLabel(store: ObjectStore, node: string, label: string): string | undefined {
  return store.get("v1/Node", undefined, node)?.metadata.labels?.[label];
}
