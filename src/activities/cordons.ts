/**
 * Cordons of ours: remembered on the node, by an annotation, and lifted by that alone. A cordon that somebody else made
 * is never touched.
 */
import type { KubernetesPort } from "../clients/ports.ts";
import type { KubernetesObject, ObjectRef } from "../domain/kubernetesObject.ts";
import { ANNOTATIONS } from "../domain/labels.ts";
import type { NodeRef } from "../domain/nodeRef.ts";
import type { StepInput, StepOutput } from "../domain/steps.ts";
import type { ActivityDeps } from "./deps.ts";

/**
 * Idempotent. A node that others cordoned keeps their cordon: it gets no annotation, so we never lift it. One that an
 * earlier run of ours left cordoned becomes this run's to lift.
 */
export async function cordon(kubernetes: KubernetesPort, node: NodeRef, preparationId: string): Promise<void> {
  const current = await kubernetes.read(refOfNode(node.name));
  if (current === undefined || (isCordoned(current) && cordonedBy(current) === undefined)) return;
  await kubernetes.mergePatch(refOfNode(node.name), {
    metadata: { annotations: { [ANNOTATIONS.cordonedBy]: preparationId } },
    spec: { unschedulable: true },
  });
}

/** Idempotent: lifts this run's cordon only. */
export async function uncordonNode(
  { clusters }: ActivityDeps,
  { cluster, node, preparationId }: StepInput<"uncordonNode">,
): Promise<StepOutput<"uncordonNode">> {
  const kubernetes = await clusters.connect(cluster);
  const current = await kubernetes.read(refOfNode(node.name));
  if (current !== undefined && isOf(preparationId, current)) await uncordon(kubernetes, node.name);
  return {};
}

/**
 * For the end of a run, however it went: one list, and writes only where a cordon of ours was left. A preparation lifts
 * those of earlier runs too: it is alone on its cluster, so whoever made them has been killed for good.
 */
export async function removeCordons(
  { clusters }: ActivityDeps,
  { cluster, preparationId, onlyOwn }: StepInput<"removeCordons">,
): Promise<StepOutput<"removeCordons">> {
  const kubernetes = await clusters.connect(cluster);
  const nodes = await kubernetes.list({ apiVersion: "v1", kind: "Node" });
  const isHeld = (node: KubernetesObject) =>
    cordonedBy(node) !== undefined && (onlyOwn !== true || isOf(preparationId, node));
  const held = nodes.filter(isHeld).map(({ metadata }) => metadata.name);
  for (const name of held) await uncordon(kubernetes, name);
  return { nodes: held };
}

async function uncordon(kubernetes: KubernetesPort, name: string): Promise<void> {
  await kubernetes.mergePatch(refOfNode(name), {
    metadata: { annotations: { [ANNOTATIONS.cordonedBy]: null } },
    spec: { unschedulable: null },
  });
}

function cordonedBy({ metadata }: KubernetesObject): string | undefined {
  return metadata.annotations?.[ANNOTATIONS.cordonedBy];
}

function isOf(preparationId: string, node: KubernetesObject): boolean {
  return cordonedBy(node) === preparationId;
}

function isCordoned(node: KubernetesObject): boolean {
  return (node["spec"] as { unschedulable?: boolean } | undefined)?.unschedulable === true;
}

function refOfNode(name: string): ObjectRef {
  return { apiVersion: "v1", kind: "Node", name };
}
