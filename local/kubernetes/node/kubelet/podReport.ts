/** Writes a pod's status into the store. */
import type { Cluster, KubeObject } from "../../cluster.ts";
import { nodeAddress } from "../nodeIdentity.ts";
import type { NodeRecord } from "../nodeRecord.ts";
import type { PodRun } from "./podRun.ts";
import { deadlineExceededStatus, type PodAddresses, podStatus } from "./podStatus.ts";

export function reportStatus(pod: KubeObject, run: PodRun, record: NodeRecord, cluster: Cluster): void {
  save(pod, cluster, (draft) => podStatus(draft, run, addressesOf(record), cluster.clock));
}

export function reportDeadlineExceeded(pod: KubeObject, run: PodRun, record: NodeRecord, cluster: Cluster): void {
  save(pod, cluster, (draft) => deadlineExceededStatus(podStatus(draft, run, addressesOf(record), cluster.clock)));
}

function save(pod: KubeObject, { store }: Cluster, make: (draft: KubeObject) => Record<string, unknown>): void {
  store.modify("v1/Pod", pod.metadata.namespace, pod.metadata.name, (draft) => {
    draft["status"] = make(draft);
  });
}

function addressesOf(record: NodeRecord): PodAddresses {
  const hostIP = nodeAddress(record.ordinal);
  return { hostIP, podIP: hostIP.replace("10.224.", "10.244.") };
}
