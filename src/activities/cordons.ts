/** Cordons of ours, made and lifted. A cordon that somebody else made is never touched, also not in the same moment. */
import { ClientFault } from "../clients/errors.ts";
import type { KubernetesPort } from "../clients/ports.ts";
import { cordonedBy, cordonPatch, uncordoning } from "../domain/cordon.ts";
import { type KubernetesObject, type ObjectRef, refOf } from "../domain/kubernetesObject.ts";
import type { NodeRef } from "../domain/nodeRef.ts";
import type { StepInput, StepOutput } from "../domain/steps.ts";
import type { ActivityDeps } from "./deps.ts";

/**
 * Idempotent. A node that others cordoned keeps their cordon: it gets no annotation, so we never lift it. One that an
 * earlier run of ours left cordoned becomes this run's to lift.
 */
export async function cordon(kubernetes: KubernetesPort, node: NodeRef, preparationId: string): Promise<void> {
  const current = await kubernetes.read(refOfNode(node.name));
  await change(kubernetes, current, (found) => cordonPatch(found, preparationId));
}

/** Idempotent: lifts this run's cordon only. */
export async function uncordonNode(
  { clusters }: ActivityDeps,
  { cluster, node, preparationId }: StepInput<"uncordonNode">,
): Promise<StepOutput<"uncordonNode">> {
  const kubernetes = await clusters.connect(cluster);
  const current = await kubernetes.read(refOfNode(node.name));
  await change(
    kubernetes,
    current,
    uncordoning((found) => cordonedBy(found) === preparationId),
  );
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
  const isHeld = (node: KubernetesObject) => {
    const holder = cordonedBy(node);
    return onlyOwn === true ? holder === preparationId : holder !== undefined;
  };
  const lifted: string[] = [];
  for (const node of nodes.filter(isHeld)) {
    if (await change(kubernetes, node, uncordoning(isHeld))) lifted.push(node.metadata.name);
  }
  return { nodes: lifted };
}

const MOST_LOOKS = 5;

/**
 * Whether the node was changed. `patchFor` decides from the node as it was read last, and its patch holds for that
 * version alone: somebody else's write in between is read before it is decided anew.
 */
async function change(
  kubernetes: KubernetesPort,
  node: KubernetesObject | undefined,
  patchFor: (node: KubernetesObject) => Record<string, unknown> | undefined,
): Promise<boolean> {
  let current = node;
  for (let looks = 1; current !== undefined; looks++) {
    const ref = refOf(current);
    const patch = patchFor(current);
    if (patch === undefined) return false;
    try {
      return (await kubernetes.mergePatch(ref, patch)) !== undefined;
    } catch (error) {
      if (!isConflict(error) || looks === MOST_LOOKS) throw error;
      current = await kubernetes.read(ref);
    }
  }
  return false;
}

function isConflict(error: unknown): boolean {
  return error instanceof ClientFault && error.details.status === 409;
}

function refOfNode(name: string): ObjectRef {
  return { apiVersion: "v1", kind: "Node", name };
}
