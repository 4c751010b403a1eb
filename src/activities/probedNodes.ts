/** The probes of a chunk, with containerd's texts read once for each distinct configuration. */
import type { KubernetesPort } from "../clients/ports.ts";
import { SYSTEM_NAMESPACE } from "../domain/namespaces.ts";
import { type NodeFacts, parseFacts } from "../domain/nodeFacts.ts";
import type { NodeRef } from "../domain/nodeRef.ts";
import { type ContainerdTexts, parseProbeLog } from "../domain/probeLog.ts";
import type { ChunkRef, CollectInput, PendingNode } from "../domain/steps.ts";
import { type FinishedNode, isComplete, readChunk } from "./nodePods.ts";

export interface ProbedNode {
  node: NodeRef;
  facts: NodeFacts;
  /** Undefined: the log does not match the facts. */
  texts: ContainerdTexts | undefined;
}

export interface Probes {
  pending: PendingNode[];
  probed: ProbedNode[];
}

export async function readProbes(kubernetes: KubernetesPort, input: ChunkRef & CollectInput): Promise<Probes> {
  const chunk = await readChunk(kubernetes, input);
  if (!isComplete(chunk, input)) return { pending: chunk.pending, probed: [] };
  const read = chunk.finished.map((finished) => ({ finished, facts: parseFacts(finished.message) }));
  const unreadable = read.flatMap(({ finished, facts }) => (facts === undefined ? [garbled(finished)] : []));
  const readable = read.flatMap(({ finished, facts }) => (facts === undefined ? [] : [{ finished, facts }]));
  const texts = await readTexts(kubernetes, readable);
  return {
    pending: [...chunk.pending, ...unreadable],
    probed: readable.map(({ finished, facts }) => ({ node: finished.node, facts, texts: texts.get(textsKey(facts)) })),
  };
}

interface ReadableProbe {
  finished: FinishedNode;
  facts: NodeFacts;
}

async function readTexts(
  kubernetes: KubernetesPort,
  probes: readonly ReadableProbe[],
): Promise<Map<string, ContainerdTexts | undefined>> {
  const distinct = new Map(probes.map((probe) => [textsKey(probe.facts), probe]));
  const texts = await Promise.all(
    [...distinct].map(async ([key, { finished, facts }]) => {
      const log = await kubernetes.readPodLog(SYSTEM_NAMESPACE, finished.pod);
      return [key, log === undefined ? undefined : parseProbeLog(log, facts)] as const;
    }),
  );
  return new Map(texts);
}

function textsKey({ configSha256, dumpSha256, containerdVersion }: NodeFacts): string {
  return `${configSha256}/${dumpSha256}/${containerdVersion}`;
}

function garbled({ node, pod }: FinishedNode): PendingNode {
  return { node, reason: `pod ${pod} left no readable result`, lost: true };
}
