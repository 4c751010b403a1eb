/** Pods that run one script on one node: started once, read by one list for a whole chunk. */
import type { KubernetesPort } from "../clients/ports.ts";
import { mirrored } from "../domain/images.ts";
import type { KubernetesObject } from "../domain/kubernetesObject.ts";
import { type NodePodOptions, nodePod, nodeWorkSelector } from "../domain/manifests/nodePod.ts";
import { SYSTEM_NAMESPACE } from "../domain/namespaces.ts";
import { type NodeRef, nodePodName } from "../domain/nodeRef.ts";
import { podResult } from "../domain/pods.ts";
import type { ChunkRef, CollectInput, NodePodInput, PendingNode } from "../domain/steps.ts";
import type { ActivityDeps } from "./deps.ts";

/** Idempotent: the name is the lock. */
export async function createNodePod(
  kubernetes: KubernetesPort,
  { settings }: ActivityDeps,
  input: NodePodInput,
  work: Pick<NodePodOptions, "script" | "env" | "configMap">,
): Promise<void> {
  await kubernetes.create(nodePod({ ...input, ...work, image: mirrored(settings.nodeImage, input.registryPrefix) }));
}

/** A pod that ran to its end. */
export interface FinishedNode {
  node: NodeRef;
  pod: string;
  message: string;
}

export interface ChunkState {
  pending: PendingNode[];
  finished: FinishedNode[];
}

export async function readChunk(kubernetes: KubernetesPort, input: ChunkRef & CollectInput): Promise<ChunkState> {
  const pods = await kubernetes.list({
    apiVersion: "v1",
    kind: "Pod",
    namespace: SYSTEM_NAMESPACE,
    labelSelector: nodeWorkSelector(input),
  });
  const byName = new Map(pods.map((pod) => [pod.metadata.name, pod]));
  const pending: PendingNode[] = [];
  const finished: FinishedNode[] = [];
  for (const node of input.nodes) {
    const name = nodePodName(input.purpose, node, input.preparationId, input.attempt);
    const state = nodeState(node, name, byName.get(name));
    if ("message" in state) finished.push(state);
    else pending.push(state);
  }
  return { pending, finished };
}

/** Results are worth reading once no pod is running any more, or when time is up. */
export function isComplete({ pending }: ChunkState, { final }: CollectInput): boolean {
  return final || pending.every((node) => node.lost);
}

function nodeState(node: NodeRef, pod: string, object: KubernetesObject | undefined): FinishedNode | PendingNode {
  if (object === undefined) return { node, reason: `pod ${pod} is gone`, lost: true };
  const result = podResult(object);
  if (result.kind === "pending") return { node, reason: `pod ${pod}: ${result.reason}`, lost: false };
  if (result.kind === "lost") return { node, reason: `pod ${pod}: ${result.reason}`, lost: true };
  if (result.exitCode !== 0) return { node, reason: `pod ${pod} ended with exit code ${result.exitCode}`, lost: true };
  return { node, pod, message: result.message };
}
