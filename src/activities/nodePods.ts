/** Pods that run one script on one node: started once, read by one list for a whole chunk. */
import type { KubernetesPort } from "../clients/ports.ts";
import { mirrored } from "../domain/images.ts";
import type { KubernetesObject } from "../domain/kubernetesObject.ts";
import { type NodePodOptions, nodePod, nodeWorkSelector } from "../domain/manifests/nodePod.ts";
import { SYSTEM_NAMESPACE } from "../domain/namespaces.ts";
import { type NodeRef, nodePodName } from "../domain/nodeRef.ts";
import { type ContainerEnd, podEnds } from "../domain/pods.ts";
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

/** A pod whose containers have all ended. */
export interface EndedPod {
  node: NodeRef;
  object: KubernetesObject;
  containers: Map<string, ContainerEnd>;
}

export interface EndedPods {
  pending: PendingNode[];
  ended: EndedPod[];
}

/** One list for the chunk. */
export async function readEndedPods(kubernetes: KubernetesPort, input: ChunkRef & CollectInput): Promise<EndedPods> {
  const pods = await kubernetes.list({
    apiVersion: "v1",
    kind: "Pod",
    namespace: SYSTEM_NAMESPACE,
    labelSelector: nodeWorkSelector(input),
  });
  const byName = new Map(pods.map((pod) => [pod.metadata.name, pod]));
  const pending: PendingNode[] = [];
  const ended: EndedPod[] = [];
  for (const node of input.nodes) {
    const name = nodePodName(input.purpose, node, input.preparationId, input.attempt);
    const state = nodeState(node, name, byName.get(name));
    if ("containers" in state) ended.push(state);
    else pending.push(state);
  }
  return { pending, ended };
}

/** A pod of one container that ended well. */
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
  const { pending, ended } = await readEndedPods(kubernetes, input);
  const states = ended.map(finishedNode);
  return {
    pending: [...pending, ...states.filter((state) => "reason" in state)],
    finished: states.filter((state) => "message" in state),
  };
}

function finishedNode({ node, object, containers }: EndedPod): FinishedNode | PendingNode {
  const pod = object.metadata.name;
  const [end] = containers.values();
  if (end?.exitCode === 0) return { node, pod, message: end.message };
  return { node, reason: `pod ${pod} ended with exit code ${end?.exitCode ?? "unknown"}`, lost: true };
}

/** Results are worth reading once no pod is running any more, or when time is up. */
export function isComplete({ pending }: Pick<ChunkState, "pending">, { final }: CollectInput): boolean {
  return final || pending.every((node) => node.lost);
}

function nodeState(node: NodeRef, pod: string, object: KubernetesObject | undefined): EndedPod | PendingNode {
  if (object === undefined) return { node, reason: `pod ${pod} is gone`, lost: true };
  const ends = podEnds(object);
  if (ends.kind === "ended") return { node, object, containers: ends.containers };
  const reason = `pod ${pod}: ${ends.reason}`;
  if (ends.kind === "pending") return { node, reason, lost: false };
  return { node, reason, lost: true, ...(ends.rejected === true ? { rejected: true } : {}) };
}
