/** The gate's taint comes off nodes that have their certificate: one write each, and none for a node without the taint. */
import type { KubernetesPort, RecordTables } from "../clients/ports.ts";
import { isGated, isOpenedBy, openedNode, reasonToKeep } from "../domain/gate.ts";
import { type KubernetesObject, refOf } from "../domain/kubernetesObject.ts";
import { poolSelector } from "../domain/labels.ts";
import type { NodeRecord } from "../domain/record.ts";
import { NODES_PER_CHUNK } from "../domain/rollout.ts";
import type { StepInput, StepOutput } from "../domain/steps.ts";
import type { ActivityDeps } from "./deps.ts";

type OpenInput = StepInput<"openGates">;

/** Idempotent: a node says itself which preparation opened it. One page of a pool's gated nodes, in order of their names. */
export async function openGates(
  { clusters, tables }: ActivityDeps,
  input: OpenInput,
): Promise<StepOutput<"openGates">> {
  const kubernetes = await clusters.connect(input.cluster);
  const { page, next } = await readPage(kubernetes, input);
  const reasons = await Promise.all(page.map((node) => openNode({ kubernetes, tables }, node, input.preparationId)));
  const kept = page.flatMap((node, index) => {
    const reason = reasons[index];
    return reason === undefined ? [] : [{ node: node.metadata.name, reason }];
  });
  return { changed: page.length - kept.length, kept, ...(next === undefined ? {} : { next }) };
}

/** Of the nodes that are gated or were until this run, as many as one activity takes. */
async function readPage(
  kubernetes: KubernetesPort,
  { pool, after = "", preparationId }: OpenInput,
): Promise<{ page: KubernetesObject[]; next?: string }> {
  const nodes = await kubernetes.list({ apiVersion: "v1", kind: "Node", labelSelector: poolSelector([pool]) });
  const concerned = nodes
    .filter((node) => node.metadata.name > after && (isGated(node) || isOpenedBy(node, preparationId)))
    .toSorted((left, right) => (left.metadata.name < right.metadata.name ? -1 : 1));
  const page = concerned.slice(0, NODES_PER_CHUNK);
  const last = page.at(-1)?.metadata.name;
  return concerned.length > page.length && last !== undefined ? { page, next: last } : { page };
}

interface Clients {
  kubernetes: KubernetesPort;
  tables: RecordTables;
}

/** Why the node keeps its taint; undefined: it has none any more. */
async function openNode(
  { kubernetes, tables }: Clients,
  node: KubernetesObject,
  preparationId: string,
): Promise<string | undefined> {
  if (!isGated(node)) return undefined;
  const evidence = await tables.evidence.read<NodeRecord>(preparationId, node.metadata.name);
  const reason = reasonToKeep(node, evidence?.value);
  if (reason !== undefined) return reason;
  const opened = await kubernetes.mergePatch(refOf(node), openedNode(node, preparationId));
  return opened === undefined ? "it has left the cluster" : undefined;
}
