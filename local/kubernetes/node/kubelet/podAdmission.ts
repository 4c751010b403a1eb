/** Whether a kubelet can give a pod the devices that it asks for: a pod that is pinned to its node has met no scheduler. */

import type { KubeObject, ObjectStore } from "../../cluster.ts";
import { missingResource, requestedResources } from "../../controllers/scheduling/extendedResources.ts";
import { podSpecOf, statusOf } from "../../store/objectParts.ts";
import type { NodeRecord } from "../nodeRecord.ts";

/** A kubelet knows only of those that it has taken already. */
function isAdmitted(pod: KubeObject): boolean {
  return statusOf<{ startTime?: string }>(pod).startTime !== undefined;
}

/** In the kubelet's words; undefined: it can. */
export function unavailableDevices(pod: KubeObject, record: NodeRecord, store: ObjectStore): string | undefined {
  const wanted = requestedResources(podSpecOf(pod));
  const node = Object.keys(wanted).length === 0 ? undefined : store.get("v1/Node", undefined, record.spec.name);
  const missing = node === undefined ? undefined : missingResource(store, node, wanted, isAdmitted);
  if (missing === undefined) return undefined;
  return `Pod was rejected: Allocate failed due to requested number of devices unavailable for ${missing}. Requested: ${wanted[missing]}, which is unexpected`;
}
