/** How many pods there should be, as the controllers of those that there are say it. */
import type { V1ReplicaSetSpec } from "@kubernetes/client-node";
import type { KubeObject, ObjectStore, OwnerReference } from "../../cluster.ts";
import { controllerOf, specOf } from "../../store/objectParts.ts";

/** Kinds that have a scale; a ReplicaSet's is that of its Deployment. */
const SCALED = ["apps/v1/ReplicaSet", "apps/v1/StatefulSet", "apps/v1/Deployment"];

/** Pods without a controller do not count. A text: why a pod's controller says no number. */
export function scaleOf(pods: readonly KubeObject[], store: ObjectStore): number | string {
  const scales = new Map<string, number>();
  for (const pod of pods) {
    const reference = controllerOf(pod);
    if (reference === undefined) continue;
    const kind = kindName(reference);
    if (!SCALED.includes(kind)) return `${resourceName(reference)} does not implement the scale subresource`;
    const found = store.get(kind, pod.metadata.namespace, reference.name);
    if (found === undefined) return `found no controllers for pod "${pod.metadata.name}"`;
    const scaled = deploymentOf(found, store) ?? found;
    scales.set(scaled.metadata.uid, specOf<Pick<V1ReplicaSetSpec, "replicas">>(scaled).replicas ?? 1);
  }
  return [...scales.values()].reduce((sum, replicas) => sum + replicas, 0);
}

function deploymentOf(object: KubeObject, store: ObjectStore): KubeObject | undefined {
  const owner = controllerOf(object);
  return owner?.kind === "Deployment" ? store.get(kindName(owner), object.metadata.namespace, owner.name) : undefined;
}

function kindName({ apiVersion, kind }: OwnerReference): string {
  return `${apiVersion}/${kind}`;
}

/** "jobs.batch": how the built-in kinds that control pods are called in requests. */
function resourceName({ apiVersion, kind }: OwnerReference): string {
  const [group, version] = apiVersion.split("/");
  return `${kind.toLowerCase()}s${version === undefined ? "" : `.${group}`}`;
}
