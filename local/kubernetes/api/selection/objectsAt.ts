/** The objects of a kind as they were at an earlier resourceVersion: later changes taken back one by one. */
import type { KubeObject } from "../../cluster.ts";
import { keyOfObject, kindOf } from "../../store/objectKey.ts";
import type { KubeStore } from "../../store/objectStore.ts";
import { expired } from "../statusError.ts";

/** Sorted by key. Throws 410 when the changes since then are forgotten. */
export function objectsAt(store: KubeStore, kind: string, resourceVersion: number): KubeObject[] {
  const changes = store.changesAfter(resourceVersion);
  if (changes === "expired") {
    throw expired("The provided continue parameter is too old to display a consistent list result.");
  }
  const objects = new Map(store.list(kind).map((object) => [keyOfObject(object), object]));
  for (const { object, previous } of changes.toReversed()) {
    if (kindOf(object) !== kind) continue;
    if (previous === undefined) objects.delete(keyOfObject(object));
    else objects.set(keyOfObject(object), previous);
  }
  return [...objects].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, object]) => object);
}
