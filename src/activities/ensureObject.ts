/** Look, compare, change: one Kubernetes object as it shall be, written only when it differs. */
import type { KubernetesPort } from "../clients/ports.ts";
import { containsDesired } from "../domain/containsDesired.ts";
import { type KubernetesObject, refOf } from "../domain/kubernetesObject.ts";
import { ANNOTATIONS } from "../domain/labels.ts";
import { done, type Outcome, waiting } from "../domain/outcome.ts";

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

export async function ensureOne(
  kubernetes: KubernetesPort,
  desired: KubernetesObject,
  preparationId: string,
): Promise<Outcome<null>> {
  const outcome = await ensureAll(kubernetes, [desired], preparationId);
  return outcome.kind === "done" ? done(null, outcome.changed) : outcome;
}

/** Several objects in order; waits at the first whose kind is not there. */
export async function ensureAll(
  kubernetes: KubernetesPort,
  objects: readonly KubernetesObject[],
  preparationId: string,
): Promise<Outcome<{ changed: number }>> {
  let changed = 0;
  for (const object of objects) {
    const ensured = await ensureObject(kubernetes, object, preparationId);
    if (ensured === "kindMissing") return waiting(`the cluster does not know ${object.apiVersion} ${object.kind} yet`);
    if (ensured.changed) changed += 1;
  }
  return done({ changed }, changed > 0);
}

function markedBy(object: KubernetesObject, preparationId: string): KubernetesObject {
  const annotations = { ...object.metadata.annotations, [ANNOTATIONS.changedBy]: preparationId };
  return { ...object, metadata: { ...object.metadata, annotations } };
}
