/** Toolkit and device plugin share one measured latency: half each, one after the other. */
import type { Cluster } from "../../cluster.ts";

export function toolkitShareMs(cluster: Cluster, node: string): number {
  return cluster.latencyOf("toolkitAndDevicePlugin", node) / 2;
}
