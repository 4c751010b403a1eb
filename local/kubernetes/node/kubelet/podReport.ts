/** Writes a pod's status into the store. */
import type { Cluster, KubeObject } from "../../cluster.ts";
import { sameJson } from "../../store/json.ts";
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
