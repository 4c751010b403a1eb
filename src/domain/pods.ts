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
  conditions?: { type: string; status: string }[];
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
  return { kind: "pending", reason: waitingFor(status) };
}

/** Whether a DaemonSet's pod does its work, and if not, what it is doing. One that is being removed does not. */
export function servesOnNode(pod: KubernetesObject): { ready: boolean; reason: string } {
  const status = (pod["status"] ?? {}) as PodStatus;
  const isReady = status.conditions?.some(({ type, status: holds }) => type === "Ready" && holds === "True") ?? false;
  const isLeaving = pod.metadata.deletionTimestamp !== undefined;
  const doing = isLeaving ? "is being removed" : isReady ? "is ready" : `is not ready: ${waitingFor(status)}`;
  return { ready: isReady && !isLeaving, reason: `pod ${pod.metadata.name} ${doing}` };
}

function waitingFor(status: PodStatus): string {
  const { waiting } = status.containerStatuses?.[0]?.state ?? {};
  return [waiting?.reason, waiting?.message].filter(Boolean).join(": ") || status.phase || "Pending";
}

/** What a kubelet shows of a pod that it runs from a file of its own. */
const MIRROR_POD = "kubernetes.io/config.mirror";

/** Anything that a restart of the container runtime may disturb: pods that are neither finished nor a DaemonSet's nor ours. */
export function isWorkload(pod: KubernetesObject, ownNamespace: string): boolean {
  const phase = (pod["status"] as PodStatus | undefined)?.phase;
  if (phase === "Succeeded" || phase === "Failed" || pod.metadata.namespace === ownNamespace) return false;
  if (pod.metadata.annotations?.[MIRROR_POD] !== undefined) return false;
  const owners = pod.metadata.ownerReferences ?? [];
  return !owners.some((owner) => owner.kind === "DaemonSet" || owner.kind === "Node");
}
