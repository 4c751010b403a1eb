/** What a kubelet tells about its pods. */
import type { Cluster, KubeObject } from "../../cluster.ts";
import { type EventToRecord, recordEvent } from "../../recordEvent.ts";
import type { NodeRecord } from "../nodeRecord.ts";
import type { PodRun } from "./podRun.ts";

type Told = Pick<EventToRecord, "type" | "reason" | "message">;

export function tellPod(pod: KubeObject, told: Told, { spec }: NodeRecord, cluster: Cluster): void {
  recordEvent(pod, { ...told, component: "kubelet", host: spec.name }, cluster);
}

/** Of every container that has started since `before`, the first time and again. */
export function tellStarts(
  pod: KubeObject,
  { before, after }: Record<"before" | "after", PodRun>,
  record: NodeRecord,
  cluster: Cluster,
): void {
  for (const [name, { restarts }] of Object.entries(after.containers)) {
    if (before.containers[name]?.restarts === restarts) continue;
    tellPod(pod, { type: "Normal", reason: "Started", message: `Container started: ${name}` }, record, cluster);
  }
}
