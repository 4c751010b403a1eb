/** How an operator brings an object of its own into the cluster: created, or brought up to what it should be. */
import type { KubeObject, NewKubeObject, ObjectStore } from "../cluster.ts";
import { kindOf } from "../store/objectKey.ts";

/** Status and the fields that others own stay. */
export function applyObject(store: ObjectStore, object: NewKubeObject & { metadata: { name: string } }): KubeObject {
  const current = store.get(kindOf(object), object.metadata.namespace, object.metadata.name);
  if (current === undefined) return store.create(object);
  const metadata = {
    ...current.metadata,
    ...object.metadata,
    labels: { ...current.metadata.labels, ...object.metadata.labels },
    annotations: { ...current.metadata.annotations, ...object.metadata.annotations },
  };
  return store.update({ ...current, ...object, metadata });
}

/** A DaemonSet has done what its latest spec asks on every node that it wants; on none: not ready. */
export function daemonSetProgress(daemonSet: KubeObject | undefined): "absent" | "empty" | "ready" | "notReady" {
  if (daemonSet === undefined) return "absent";
  const status = (daemonSet["status"] ?? {}) as Record<string, number | undefined>;
  if (status["observedGeneration"] !== daemonSet.metadata.generation) return "notReady";
  const wanted = status["desiredNumberScheduled"] ?? 0;
  if (wanted === 0) return "empty";
  return status["numberReady"] === wanted && status["updatedNumberScheduled"] === wanted ? "ready" : "notReady";
}
