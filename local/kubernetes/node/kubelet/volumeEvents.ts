/** The event that tells why a pod stays in ContainerCreating. */
import type { Cluster, KubeObject } from "../../cluster.ts";
import { rfc3339 } from "../../store/deletion.ts";

/** One event for each pod, however often the kubelet tries. */
export function reportMissingVolume(pod: KubeObject, message: string, { store, clock }: Cluster): void {
  const { namespace = "", uid } = pod.metadata;
  const name = `${pod.metadata.name}.failedmount`;
  if (store.get("v1/Event", namespace, name) !== undefined) return;
  const at = rfc3339(clock.now());
  store.create({
    apiVersion: "v1",
    kind: "Event",
    metadata: { name, namespace },
    type: "Warning",
    reason: "FailedMount",
    message,
    count: 1,
    firstTimestamp: at,
    lastTimestamp: at,
    source: { component: "kubelet" },
    involvedObject: { apiVersion: "v1", kind: "Pod", namespace, name: pod.metadata.name, uid },
  });
}
