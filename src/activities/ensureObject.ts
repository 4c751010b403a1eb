/** Look, compare, change: one Kubernetes object as it shall be, written only when it differs. */
import type { KubernetesPort } from "../clients/ports.ts";
import { containsDesired } from "../domain/containsDesired.ts";
import { type KubernetesObject, refOf } from "../domain/kubernetesObject.ts";
import { ANNOTATIONS } from "../domain/labels.ts";

export type EnsureResult = { object: KubernetesObject; changed: boolean } | "kindMissing";

/**
 * Idempotent. `changed`: the object's present state was written by this preparation, by this call or by an earlier one
 * whose answer was lost, so that the count of changes does not depend on how often the activity ran.
 */
export async function ensureObject(
  kubernetes: KubernetesPort,
  desired: KubernetesObject,
  preparationId: string,
): Promise<EnsureResult> {
  const current = await kubernetes.read(refOf(desired));
  if (current !== undefined && containsDesired(current, desired)) {
    return { object: current, changed: current.metadata.annotations?.[ANNOTATIONS.changedBy] === preparationId };
  }
  const applied = await kubernetes.apply(markedBy(desired, preparationId));
  return applied === "kindMissing" ? applied : { object: applied, changed: true };
}

function markedBy(object: KubernetesObject, preparationId: string): KubernetesObject {
  const annotations = { ...object.metadata.annotations, [ANNOTATIONS.changedBy]: preparationId };
  return { ...object, metadata: { ...object.metadata, annotations } };
}
