/** Finds keys of objects by kind, namespace, label, owner and node without looking at every object. Held in memory only. */
import type { KubeObject, ListFilter } from "../cluster.ts";
import { keyOfObject, kindOf } from "./objectKey.ts";

export interface ObjectIndex {
  add(object: KubeObject): void;
  remove(object: KubeObject): void;
  clear(): void;
  /** Sorted; the filter's smallest index decides what is looked at. */
  keysOf(kind: string, filter: ListFilter): string[];
  /** Keys of every kind that name this owner. */
  ownedBy(uid: string): string[];
  /** Keys of every kind in this namespace. */
  inNamespace(namespace: string): string[];
}

export function createObjectIndex(): ObjectIndex {
  const buckets = new Map<string, Set<string>>();

  function add(object: KubeObject): void {
    const key = keyOfObject(object);
    for (const term of termsOf(object)) {
      const bucket = buckets.get(term) ?? new Set();
      buckets.set(term, bucket.add(key));
    }
  }

  function remove(object: KubeObject): void {
    const key = keyOfObject(object);
    for (const term of termsOf(object)) {
      const bucket = buckets.get(term);
      bucket?.delete(key);
      if (bucket?.size === 0) buckets.delete(term);
    }
  }

  function keysOf(kind: string, filter: ListFilter): string[] {
    const sets = termsOfFilter(kind, filter).map((term) => buckets.get(term) ?? new Set<string>());
    const [smallest = new Set<string>(), ...others] = sets.sort((left, right) => left.size - right.size);
    return [...smallest].filter((key) => others.every((set) => set.has(key))).sort();
  }

  return {
    add,
    remove,
    clear: () => buckets.clear(),
    keysOf,
    ownedBy: (uid) => [...(buckets.get(`owner ${uid}`) ?? [])].sort(),
    inNamespace: (namespace) => [...(buckets.get(`namespace ${namespace}`) ?? [])].sort(),
  };
}

function termsOf(object: KubeObject): string[] {
  const { namespace, labels, ownerReferences } = object.metadata;
  const kind = kindOf(object);
  const terms = ["kind *", `kind ${kind}`];
  if (namespace !== undefined) terms.push(`namespace ${namespace}`, `kind ${kind} namespace ${namespace}`);
  for (const [label, value] of Object.entries(labels ?? {})) terms.push(`kind ${kind} label ${label}=${value}`);
  for (const owner of ownerReferences ?? []) terms.push(`owner ${owner.uid}`);
  if (kind === "v1/Pod") terms.push(`node ${nodeNameOf(object)}`);
  return terms;
}

function termsOfFilter(kind: string, filter: ListFilter): string[] {
  const terms = [filter.namespace === undefined ? `kind ${kind}` : `kind ${kind} namespace ${filter.namespace}`];
  for (const [label, value] of Object.entries(filter.labels ?? {})) terms.push(`kind ${kind} label ${label}=${value}`);
  if (filter.ownerUid !== undefined) terms.push(`owner ${filter.ownerUid}`);
  if (filter.nodeName !== undefined) terms.push(`node ${filter.nodeName}`);
  return terms;
}

/** "" while the scheduler has not chosen one. */
export function nodeNameOf(pod: KubeObject): string {
  return (pod["spec"] as { nodeName?: string } | undefined)?.nodeName ?? "";
}
