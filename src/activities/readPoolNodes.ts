/** The nodes of one pool by one list call: how many have joined, are Ready, and have everything that their size should show. */
import type { Finding } from "../domain/findings.ts";
import type { KubernetesObject } from "../domain/kubernetesObject.ts";
import { poolSelector } from "../domain/labels.ts";
import { firstLack, isReady, LACK_ACTIONS, type Lack } from "../domain/nodeReadiness.ts";
import { nodeRefOf } from "../domain/nodeRef.ts";
import { MOST_TROUBLE } from "../domain/progress.ts";
import type { PoolNodes, StepInput } from "../domain/steps.ts";
import type { ActivityDeps } from "./deps.ts";
import { readStackFailure } from "./stackFailure.ts";

interface LackingNode {
  node: KubernetesObject;
  lack: Lack;
}

export async function readPoolNodes(deps: ActivityDeps, input: StepInput<"readPoolNodes">): Promise<PoolNodes> {
  const { clusters } = deps;
  const autoscaled = await readWanted(deps, input);
  const kubernetes = await clusters.connect(input.cluster);
  const found = await kubernetes.list({ apiVersion: "v1", kind: "Node", labelSelector: poolSelector([input.pool]) });
  const nodes = found.filter(({ metadata }) => input.without?.includes(metadata.name) !== true);
  const lacking = nodes.flatMap((node): LackingNode[] => {
    const lack = firstLack(node, input.expectation);
    return lack === undefined ? [] : [{ node, lack }];
  });
  const lackingNames = new Set(lacking.map(({ node }) => node.metadata.name));
  const settled = nodes.filter((node) => !lackingNames.has(node.metadata.name));
  const stackFailure = lacking.length === 0 ? undefined : await readStackFailure(deps, input.preparationId);
  const wanted = Math.max((autoscaled ?? input.wanted) - (input.without?.length ?? 0), 0);
  return {
    ...(autoscaled === undefined ? {} : { wanted }),
    joined: nodes.length,
    ready: nodes.filter(isReady).length,
    settled: settled.length,
    lacks: countBy(lacking.map(({ lack }) => lack.code)),
    trouble: lacking.slice(0, MOST_TROUBLE).map(({ node, lack }) => ({
      node: node.metadata.name,
      reason: `${lack.code}: ${lack.found}`,
      action: LACK_ACTIONS[lack.code],
    })),
    ...(stackFailure === undefined ? {} : { stackFailure }),
    ...details({ ...input, wanted }, { nodes, settled, lacking }),
  };
}

/** Of a pool with an autoscaler, which may have changed its mind since. Undefined: as many as the caller says. */
async function readWanted(
  { azure }: ActivityDeps,
  { cluster, pool, wanted, autoscale }: StepInput<"readPoolNodes">,
): Promise<number | undefined> {
  if (autoscale === undefined) return undefined;
  const view = await azure.readNodePool(cluster, pool);
  return Math.min(Math.max(view?.count ?? wanted, autoscale.min), autoscale.max);
}

function details(
  { withNodes, wanted }: StepInput<"readPoolNodes">,
  found: { nodes: KubernetesObject[]; settled: KubernetesObject[]; lacking: LackingNode[] },
): Pick<PoolNodes, "nodes" | "stragglers"> {
  if (withNodes === "joined") return { nodes: found.nodes.map(nodeRefOf), stragglers: found.lacking.map(straggler) };
  return found.settled.length >= wanted && found.lacking.length === 0 ? { nodes: found.settled.map(nodeRefOf) } : {};
}

function straggler({ node, lack }: LackingNode): Finding {
  return {
    code: lack.code,
    severity: "fail",
    subject: `node/${node.metadata.name}`,
    found: lack.found,
    action: LACK_ACTIONS[lack.code],
  };
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
