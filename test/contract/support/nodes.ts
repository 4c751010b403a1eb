/** The nodes that a test may use. */
import { ok } from "./resource.ts";
import type { Node, Topic } from "./topic.ts";

/** Ready and not cordoned, in order of their names. */
export async function usableNodes({ nodes }: Pick<Topic, "nodes">): Promise<Node[]> {
  const { items } = await ok(nodes.list());
  return items.filter(isUsable);
}

export async function aUsableNode(topic: Pick<Topic, "nodes">): Promise<Node> {
  const [node] = await usableNodes(topic);
  if (node === undefined)
    throw new Error("The suite needs a cluster with at least one Ready node that is not cordoned");
  return node;
}

function isUsable({ spec, status }: Node): boolean {
  return (
    spec?.unschedulable !== true && (status?.conditions ?? []).some((it) => it.type === "Ready" && it.status === "True")
  );
}
