/** How a pod that runs one script is doing, from its status alone. */
import type { KubernetesObject } from "./kubernetesObject.ts";

export type PodResult =
  | { kind: "pending"; reason: string }
  | { kind: "exited"; exitCode: number; message: string }
  /** It never ran to its end: deadline, eviction, node gone. */
  | { kind: "lost"; reason: string };

interface PodStatus {
  phase?: string;
  reason?: string;
  message?: string;
  containerStatuses?: {
    state?: {
      waiting?: { reason?: string; message?: string };
      terminated?: { exitCode: number; message?: string; reason?: string };
    };
  }[];
}

export function podResult(pod: KubernetesObject): PodResult {
  const status = (pod["status"] ?? {}) as PodStatus;
  const state = status.containerStatuses?.[0]?.state;
  // A pod that was ended by its deadline or evicted says so itself; its container only shows that it was killed.
  const wasEnded = status.phase === "Failed" && status.reason !== undefined;
  if (state?.terminated !== undefined && !wasEnded) {
    return { kind: "exited", exitCode: state.terminated.exitCode, message: state.terminated.message ?? "" };
  }
  if (status.phase === "Failed" || pod.metadata.deletionTimestamp !== undefined) {
    return { kind: "lost", reason: status.reason ?? status.message ?? "the pod was removed" };
  }
  const { waiting } = state ?? {};
  return {
    kind: "pending",
    reason: [waiting?.reason, waiting?.message].filter(Boolean).join(": ") || status.phase || "Pending",
  };
}

/** Anything that a restart of the container runtime may disturb: pods that are neither finished nor a DaemonSet's nor ours. */
export function isWorkload(pod: KubernetesObject, ownNamespace: string): boolean {
  const phase = (pod["status"] as PodStatus | undefined)?.phase;
  if (phase === "Succeeded" || phase === "Failed" || pod.metadata.namespace === ownNamespace) return false;
  const owners = pod.metadata.ownerReferences ?? [];
  return !owners.some((owner) => owner.kind === "DaemonSet" || owner.kind === "Node");
}
