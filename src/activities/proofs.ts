/** The proof of level L3: a pod on each node that reads what it was given. It takes nothing that somebody uses. */
import type { KubernetesPort } from "../clients/ports.ts";
import { deviceAsk } from "../domain/devices.ts";
import { mirrored } from "../domain/images.ts";
import type { KubernetesObject } from "../domain/kubernetesObject.ts";
import { poolSelector } from "../domain/labels.ts";
import { proofPod } from "../domain/manifests/proofPod.ts";
import type { NodeRef } from "../domain/nodeRef.ts";
import { isRaised, readProof } from "../domain/proof.ts";
import { MOST_POD_ATTEMPTS } from "../domain/rollout.ts";
import type { NodeProof, PendingNode, StepInput, StepOutput } from "../domain/steps.ts";
import type { ActivityDeps } from "./deps.ts";
import { type EndedPod, isComplete, readEndedPods } from "./nodePods.ts";

/** One list of nodes and one of pods for the chunk. */
export async function readFreeDevices(
  { clusters }: ActivityDeps,
  { cluster, nodes, expectation }: StepInput<"readFreeDevices">,
): Promise<StepOutput<"readFreeDevices">> {
  const kubernetes = await clusters.connect(cluster);
  const [objects, pods] = await Promise.all([readNodes(kubernetes, nodes), readPods(kubernetes)]);
  return {
    devices: nodes.map(({ name }) => {
      const object = objects.get(name);
      if (object === undefined) return { kind: "none", reason: "the node has left the cluster" };
      return deviceAsk(object, pods.get(name) ?? [], expectation);
    }),
  };
}

async function readNodes(
  kubernetes: KubernetesPort,
  nodes: readonly NodeRef[],
): Promise<Map<string, KubernetesObject>> {
  const pools = [...new Set(nodes.map(({ pool }) => pool))];
  const found = await kubernetes.list({ apiVersion: "v1", kind: "Node", labelSelector: poolSelector(pools) });
  return new Map(found.map((node) => [node.metadata.name, node]));
}

const NOT_ENDED = "status.phase!=Succeeded,status.phase!=Failed,spec.nodeName!=";

/** By node; those that have not ended. */
async function readPods(kubernetes: KubernetesPort): Promise<Map<string, KubernetesObject[]>> {
  const pods = await kubernetes.list({ apiVersion: "v1", kind: "Pod", fieldSelector: NOT_ENDED });
  return Map.groupBy(pods, (pod) => (pod["spec"] as { nodeName: string }).nodeName);
}

/** Idempotent: the name is the lock, and the pod itself says what it asked for. */
export async function startProof(
  { clusters, settings }: ActivityDeps,
  input: StepInput<"startProof">,
): Promise<StepOutput<"startProof">> {
  const kubernetes = await clusters.connect(input.cluster);
  await kubernetes.create(proofPod({ ...input, image: mirrored(settings.nodeImage, input.registryPrefix) }));
  return {};
}

export async function collectProofs(
  { clusters }: ActivityDeps,
  input: StepInput<"collectProofs">,
): Promise<StepOutput<"collectProofs">> {
  const pods = await readEndedPods(await clusters.connect(input.cluster), input);
  if (!isComplete(pods, input)) return { pending: pods.pending, results: [] };
  const proofs = pods.ended.map((pod) => ({ ...pod, proof: readProof(pod.object, pod.containers) }));
  const again = proofs.filter(({ proof }) => input.attempt < MOST_POD_ATTEMPTS && !isConclusive(proof));
  return {
    pending: [...pods.pending, ...again.map(notRaisedYet)],
    results: proofs.filter((proof) => !again.includes(proof)).map(({ node, proof }) => ({ node, proof })),
  };
}

/**
 * A plugin that has just lost its connection is not seen to be gone at once, and what is created meanwhile gets no limit:
 * one look is not enough to say that it does not act.
 */
function isConclusive({ root, nonRoot }: NodeProof["proof"]): boolean {
  return isRaised(root) && isRaised(nonRoot);
}

function notRaisedYet({ node, object }: EndedPod): PendingNode {
  return { node, reason: `pod ${object.metadata.name} did not get the limit that it asks for`, lost: true };
}
