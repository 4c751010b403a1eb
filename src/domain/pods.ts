/** How a pod that runs scripts is doing, from its status alone. */
import type { KubernetesObject } from "./kubernetesObject.ts";
import { toldText } from "./toldText.ts";

/** Never ran to its end: deadline, eviction, node gone. */
export interface LostPod {
  kind: "lost";
  reason: string;
  /** The kubelet did not admit it: something that it asked for was taken meanwhile. */
  rejected?: true;
}

export type PodEnds =
  | { kind: "pending"; reason: string }
  /** By their names. */
  | { kind: "ended"; containers: Map<string, ContainerEnd> }
  | LostPod;

export interface ContainerEnd {
  exitCode: number;
  message: string;
  /** "Completed", "Error", "StartError", ... */
  reason: string;
}

interface PodStatus {
  phase?: string;
  reason?: string;
  message?: string;
  conditions?: { type: string; status: string }[];
  containerStatuses?: ContainerStatus[];
}

interface ContainerStatus {
  name?: string;
  state?: {
    waiting?: { reason?: string; message?: string };
    terminated?: { exitCode: number; message?: string; reason?: string };
  };
}

export function podEnds(pod: KubernetesObject): PodEnds {
  const status = (pod["status"] ?? {}) as PodStatus;
  const { containerStatuses: containers = [] } = status;
  // A pod that was ended by its deadline or evicted says so itself; its containers only show that they were killed.
  const wasEnded = status.phase === "Failed" && status.reason !== undefined;
  if (containers.length > 0 && containers.every(hasEnded) && !wasEnded) {
    return { kind: "ended", containers: new Map(containers.map((one) => [one.name ?? "", endOf(one)])) };
  }
  if (status.phase === "Failed" || pod.metadata.deletionTimestamp !== undefined) return lostPod(status);
  return { kind: "pending", reason: waitingFor(status) };
}

function hasEnded({ state }: ContainerStatus): boolean {
  return state?.terminated !== undefined;
}

function endOf({ state }: ContainerStatus): ContainerEnd {
  const { exitCode = 0, message = "", reason = "" } = state?.terminated ?? {};
  return { exitCode, message: message.slice(0, LONGEST_MESSAGE), reason: toldText(reason, LONGEST_REASON) };
}

const REJECTIONS = /^(OutOf|UnexpectedAdmissionError)/;

function lostPod(status: PodStatus): LostPod {
  const { reason, message } = status;
  const why = reason ?? message ?? "the pod was removed";
  if (REJECTIONS.test(why)) return { kind: "lost", reason: told([why, message]), rejected: true };
  const waited = waitReason(status);
  return { kind: "lost", reason: toldText(waited === "" ? why : `${why} (${waited})`, LONGEST_REASON) };
}

/** A node in trouble is shown with it, and twenty of them have to fit into a custom status. */
const LONGEST_REASON = 300;
/** What a kubelet keeps of a termination message. */
const LONGEST_MESSAGE = 4096;

function told(parts: readonly (string | undefined)[]): string {
  return toldText(parts.filter(Boolean).join(": "), LONGEST_REASON);
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
  return waitReason(status) || toldText(status.phase ?? "", LONGEST_REASON) || "Pending";
}

/** Of the first container that waits; empty: none does. */
function waitReason({ containerStatuses = [] }: PodStatus): string {
  const { waiting } = containerStatuses.find(({ state }) => state?.waiting !== undefined)?.state ?? {};
  return told([waiting?.reason, waiting?.message]);
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
