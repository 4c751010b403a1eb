/** Writes a pod's status into the store. */
import type { Cluster, KubeObject } from "../../cluster.ts";
import { rfc3339 } from "../../store/deletion.ts";
import { sameJson } from "../../store/json.ts";
import { statusOf } from "../../store/objectParts.ts";
import { nodeAddress } from "../nodeIdentity.ts";
import type { NodeRecord } from "../nodeRecord.ts";
import type { PodRun } from "./podRun.ts";
import { deadlineExceededStatus, type PodAddresses, podStatus } from "./podStatus.ts";

export function reportStatus(pod: KubeObject, run: PodRun, record: NodeRecord, cluster: Cluster): void {
  save(pod, cluster, (current) => podStatus(current, run, addressesOf(record), cluster.clock));
}

export function reportDeadlineExceeded(pod: KubeObject, run: PodRun, record: NodeRecord, cluster: Cluster): void {
  save(pod, cluster, (current) => deadlineExceededStatus(current, run, addressesOf(record), cluster.clock));
}

/** The kubelet does not take the pod: nothing of it ever runs. */
export function reportRejected(pod: KubeObject, message: string, record: NodeRecord, cluster: Cluster): void {
  const { hostIP } = addressesOf(record);
  const startTime = rfc3339(cluster.clock.now());
  const rejected = { phase: "Failed", reason: "UnexpectedAdmissionError", message, startTime, hostIP };
  save(pod, cluster, (current) => ({ ...statusOf<object>(current), ...rejected }));
}

/** Most looks at a pod find nothing new. */
function save({ metadata }: KubeObject, { store }: Cluster, make: (pod: KubeObject) => Record<string, unknown>): void {
  const current = store.get("v1/Pod", metadata.namespace, metadata.name);
  const status = current === undefined ? {} : make(current);
  if (current === undefined || sameJson(current["status"], status)) return;
  store.update({ ...current, status });
}

function addressesOf(record: NodeRecord): PodAddresses {
  const hostIP = nodeAddress(record.ordinal);
  return { hostIP, podIP: hostIP.replace("10.224.", "10.244.") };
}
