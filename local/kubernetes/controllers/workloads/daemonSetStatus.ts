/** What a DaemonSet's status counts. Pure. */
import type { V1DaemonSetStatus } from "@kubernetes/client-node";
import type { KubeObject } from "../../cluster.ts";
import type { NodeState } from "./daemonSetNodes.ts";

export function daemonSetStatus(daemonSet: KubeObject, nodes: readonly NodeState[]): V1DaemonSetStatus {
  const wanted = nodes.filter(({ shouldRun }) => shouldRun);
  const ready = wanted.filter(({ pods }) => pods.some(({ isReady }) => isReady)).length;
  return {
    observedGeneration: daemonSet.metadata.generation ?? 1,
    desiredNumberScheduled: wanted.length,
    currentNumberScheduled: wanted.filter(({ pods }) => pods.length > 0).length,
    numberMisscheduled: nodes.filter(({ shouldRun, pods }) => !shouldRun && pods.length > 0).length,
    updatedNumberScheduled: wanted.filter(({ pods }) => pods.some(({ isUpdated }) => isUpdated)).length,
    numberReady: ready,
    numberAvailable: ready,
    numberUnavailable: wanted.length - ready,
  };
}
