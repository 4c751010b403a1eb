/** Which outdated pods of a DaemonSet may be replaced now: no more nodes without a ready pod than the strategy allows. Pure. */
import type { V1DaemonSetSpec } from "@kubernetes/client-node";
import type { KubeObject } from "../../cluster.ts";
import type { NodeState } from "./daemonSetNodes.ts";

export function outdatedPodsToReplace(spec: V1DaemonSetSpec, nodes: readonly NodeState[]): KubeObject[] {
  if (spec.updateStrategy?.type === "OnDelete") return [];
  const wanted = nodes.filter(({ shouldRun }) => shouldRun);
  const outdated = wanted.flatMap(({ pods }) => pods.filter((pod) => !pod.isUpdated && !pod.isTerminating));
  if (outdated.length === 0) return [];
  const unavailable = wanted.filter(({ pods }) => !pods.some((pod) => pod.isReady && !pod.isTerminating));
  const allowed = Math.max(0, maxUnavailable(spec, wanted.length) - unavailable.length);
  const unready = outdated.filter(({ isReady }) => !isReady);
  const ready = outdated.filter(({ isReady }) => isReady);
  return [...unready, ...ready.slice(0, allowed)].map(({ pod }) => pod);
}

function maxUnavailable(spec: V1DaemonSetSpec, nodeCount: number): number {
  const setting = spec.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1;
  const count = typeof setting === "number" ? setting : Math.ceil((Number.parseInt(setting, 10) * nodeCount) / 100);
  return Math.max(1, count);
}
