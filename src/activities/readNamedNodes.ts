/** Nodes by their names, with one list for all of them. */
import type { KubernetesObject } from "../domain/kubernetesObject.ts";
import { AKS, LABELS } from "../domain/labels.ts";
import { nodeRefOf } from "../domain/nodeRef.ts";
import type { StepInput, StepOutput } from "../domain/steps.ts";
import { tolerationsFor } from "../domain/tolerations.ts";
import type { ActivityDeps } from "./deps.ts";

export async function readNamedNodes(
  { clusters }: ActivityDeps,
  { cluster, names }: StepInput<"readNamedNodes">,
): Promise<StepOutput<"readNamedNodes">> {
  const kubernetes = await clusters.connect(cluster);
  const all = await kubernetes.list({ apiVersion: "v1", kind: "Node" });
  const named = all.filter(({ metadata }) => names.includes(metadata.name));
  const served = all.filter((node) => named.includes(node) || isServed(node));
  return {
    nodes: named.map(nodeRefOf),
    missing: names.filter((name) => !named.some(({ metadata }) => metadata.name === name)),
    tolerations: tolerationsFor(served.flatMap(taintsOf)),
  };
}

function isServed({ metadata: { labels = {} } }: KubernetesObject): boolean {
  return labels[AKS.accelerator] === "nvidia" || labels[LABELS.ulimitAdjuster] === "true";
}

interface NodeTaint {
  key: string;
  value?: string;
  effect: string;
}

/** As AKS writes them. Kubernetes' own come and go with the node's condition. */
function taintsOf(node: KubernetesObject): string[] {
  const { taints = [] } = (node["spec"] ?? {}) as { taints?: NodeTaint[] };
  return taints
    .filter(({ key }) => !key.startsWith("node.kubernetes.io/"))
    .map(({ key, value = "", effect }) => `${value === "" ? key : `${key}=${value}`}:${effect}`);
}
