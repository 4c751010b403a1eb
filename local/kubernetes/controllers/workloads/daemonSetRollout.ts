/** Which outdated pods of a DaemonSet may be replaced now: no more nodes without a ready pod than the strategy allows. Pure. */
import type { V1DaemonSetSpec } from "@kubernetes/client-node";
import type { KubeObject } from "../../cluster.ts";
import { isPodReady, isTerminating } from "../../store/objectParts.ts";
import type { NodePlan } from "./daemonSetPlan.ts";

export const REVISION_LABEL = "controller-revision-hash";

export function isUpdated(pod: KubeObject, hash: string): boolean {
  return pod.metadata.labels?.[REVISION_LABEL] === hash;
}

export function outdatedPodsToReplace(spec: V1DaemonSetSpec, nodes: readonly NodePlan[], hash: string): KubeObject[] {
  if (spec.updateStrategy?.type === "OnDelete") return [];
  const wanted = nodes.filter(({ shouldRun }) => shouldRun);
  const outdated = wanted.flatMap(({ pods }) => pods.filter((pod) => !isUpdated(pod, hash) && !isTerminating(pod)));
  const unready = outdated.filter((pod) => !isPodReady(pod));
  const unavailable = wanted.filter(({ pods }) => !pods.some((pod) => isPodReady(pod) && !isTerminating(pod)));
  const allowed = Math.max(0, maxUnavailable(spec, wanted.length) - unavailable.length);
  return [...unready, ...outdated.filter(isPodReady).slice(0, allowed)];
}

function maxUnavailable(spec: V1DaemonSetSpec, nodeCount: number): number {
  const setting = spec.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1;
  const count = typeof setting === "number" ? setting : Math.ceil((Number.parseInt(setting, 10) * nodeCount) / 100);
  return Math.max(1, count);
}
