/** What a DaemonSet's status counts. Pure. */
import type { V1DaemonSetStatus } from "@kubernetes/client-node";
import type { KubeObject } from "../../cluster.ts";
import { isPodReady } from "../../store/objectParts.ts";
import type { NodePlan } from "./daemonSetPlan.ts";
import { isUpdated } from "./daemonSetRollout.ts";

export function daemonSetStatus(daemonSet: KubeObject, nodes: readonly NodePlan[], hash: string): V1DaemonSetStatus {
  const wanted = nodes.filter(({ shouldRun }) => shouldRun);
  const ready = wanted.filter(({ pods }) => pods.some(isPodReady)).length;
  return {
    observedGeneration: daemonSet.metadata.generation ?? 1,
    desiredNumberScheduled: wanted.length,
    currentNumberScheduled: wanted.filter(({ pods }) => pods.length > 0).length,
    numberMisscheduled: nodes.filter(({ shouldRun, pods }) => !shouldRun && pods.length > 0).length,
    updatedNumberScheduled: wanted.filter(({ pods }) => pods.some((pod) => isUpdated(pod, hash))).length,
    numberReady: ready,
    numberAvailable: ready,
    numberUnavailable: wanted.length - ready,
  };
}
