/** The nodes that a test may use. */
import { ok } from "./resource.ts";
import type { Node, Topic } from "./topic.ts";
import { isUsable } from "./usableNode.ts";

/** Those without taints first, then in order of their names. */
export async function usableNodes({ nodes }: Pick<Topic, "nodes">): Promise<Node[]> {
  const usable = (await ok(nodes.list())).items.filter(isUsable);
  const isTainted = ({ spec }: Node) => (spec?.taints ?? []).length > 0;
  return [...usable.filter((node) => !isTainted(node)), ...usable.filter(isTainted)];
}

export async function aUsableNode(topic: Pick<Topic, "nodes">): Promise<Node> {
  const [node] = await usableNodes(topic);
  if (node === undefined)
    throw new Error("The suite needs a cluster with at least one Ready Linux node that is not cordoned");
  return node;
}
