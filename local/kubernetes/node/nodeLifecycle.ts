/**
 * A node reports Ready once its machine is up, NotReady while its container runtime stays down, and disappears with
 * its machine, pods and files.
 */
import type { Cluster, Controller } from "../cluster.ts";
import { rfc3339 } from "../store/deletion.ts";
import type { NodeFiles } from "./machine/nodeFiles.ts";
import { nodeInfo } from "./nodeObject.ts";
import { type Readiness, writeReadiness } from "./nodeReadiness.ts";
import type { NodeRecord, NodeRecords } from "./nodeRecord.ts";

export const NODE_LIFECYCLE = "nodeLifecycle";

/** How long the kubelet forgives a container runtime that does not answer. */
const RUNTIME_GRACE_MS = 40_000;

export function createNodeLifecycle(records: NodeRecords, files: NodeFiles): Controller {
  return {
    name: NODE_LIFECYCLE,
    watches: [],
    reconcile(name, cluster) {
      const record = records.get(name);
      files.removeOthers(name, record);
      if (record === undefined) removeNode(cluster, name);
      else report(cluster, record);
    },
  };
}

function removeNode(cluster: Cluster, name: string): void {
  for (const pod of cluster.store.list("v1/Pod", { nodeName: name })) {
    cluster.store.delete("v1/Pod", pod.metadata.namespace, pod.metadata.name, { gracePeriodSeconds: 0 });
  }
  cluster.store.delete("v1/Node", undefined, name);
}

function report(cluster: Cluster, record: NodeRecord): void {
  const now = cluster.clock.now();
  const { nextAt, ...readiness } = readinessOf(record, now);
  cluster.store.modify("v1/Node", undefined, record.spec.name, (node) => {
    writeReadiness(node, { ...readiness, since: rfc3339(now) });
    const status = node["status"] as { nodeInfo: Record<string, string> };
    status.nodeInfo = nodeInfo(record.spec, record.bootId);
  });
  if (nextAt !== undefined) cluster.enqueueAt(NODE_LIFECYCLE, record.spec.name, nextAt);
}

function readinessOf(record: NodeRecord, now: number): Omit<Readiness, "since"> & { nextAt?: number } {
  if (record.silenced) return { ready: false, reason: "NodeStatusUnknown" };
  if (now < record.readyAt) return { ready: false, reason: "KubeletNotReady", nextAt: record.readyAt };
  const { containerdDownSince } = record.machine;
  if (containerdDownSince === undefined) return { ready: true, reason: "KubeletReady" };
  const givesUpAt = containerdDownSince + RUNTIME_GRACE_MS;
  if (now < givesUpAt) return { ready: true, reason: "KubeletReady", nextAt: givesUpAt };
  return { ready: false, reason: "ContainerRuntimeIsDown" };
}
