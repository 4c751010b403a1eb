/** Machines of one pool, up and Ready, and what the steps that work on them are given. */
import type { KubeObject } from "../../local/kubernetes/cluster.ts";
import type { NodePodPurpose } from "../../src/domain/manifests/nodePod.ts";
import { type NodeRef, nodePodName } from "../../src/domain/nodeRef.ts";
import type { PlannedPool } from "../../src/domain/plannedPool.ts";
import type {
  NodeDecision,
  NodePodInput,
  PatchDecision,
  PatchResult,
  PendingNode,
  RunOwner,
} from "../../src/domain/steps.ts";
import { aRequest, type PoolOptions } from "../support/preparationRequests.ts";
import { type ActivityWorld, anActivityWorld, aRun } from "./activityWorld.ts";

const SYSTEM = "lamplighter-system";

export interface NodeWorld extends ActivityWorld {
  pool: PlannedPool;
  nodes: NodeRef[];
  node: NodeRef;
  owner: RunOwner;
  podInput(purpose: NodePodPurpose, node?: NodeRef, attempt?: number): NodePodInput;
  /** Lets time pass until no pod of ours runs any more. */
  untilPodsEnded(): Promise<void>;
  /** Probes the nodes and decides. */
  probe(attempt?: number): Promise<{ pending: PendingNode[]; results: NodeDecision[] }>;
  decide(): Promise<PatchDecision>;
  /** Patches the first node. */
  patch(
    decision: PatchDecision,
    options?: { mayDisturb?: boolean; attempt?: number },
  ): Promise<PatchResult | PendingNode>;
}

export async function aNodeWorld(options: Partial<PoolOptions> = {}): Promise<NodeWorld> {
  const world = anActivityWorld();
  const request = aRequest([{ name: "a100", taints: ["sku=gpu:NoSchedule"], ...options }]);
  const { pools, stack } = await world.run("planPreparation", { preparationId: "prep-1", request });
  const [pool] = pools;
  if (pool === undefined) throw new Error("The plan has no pool");
  const { owner } = await world.run("openRun", { ...aRun(), namespaces: [SYSTEM] });
  await world.run("ensureNodePool", { ...aRun(), pool });
  const readNodes = () =>
    world.run("readPoolNodes", {
      ...{ ...aRun(), pool: pool.spec.name, wanted: pool.spec.count, expectation: pool.expectation },
      withNodes: "joined" as const,
    });
  while ((await readNodes()).ready < pool.spec.count) await world.pass(5);
  const { nodes = [] } = await readNodes();
  const [node] = nodes;
  if (node === undefined) throw new Error("The pool has no node");

  const podInput: NodeWorld["podInput"] = (purpose, of = node, attempt = 1) => ({
    ...aRun(),
    ...{ purpose, chunk: "a100-0", node: of, attempt, owner },
    tolerations: stack.tolerations,
    deadlineSeconds: 300,
  });

  async function untilPodsEnded(): Promise<void> {
    const hasEnded = (pod: KubeObject) =>
      ["Succeeded", "Failed"].includes((pod["status"] as { phase?: string } | undefined)?.phase ?? "");
    await world.until(() => world.list("v1/Pod", SYSTEM).every(hasEnded), "the node pods to end");
  }

  async function probe(attempt = 1) {
    for (const of of nodes) await world.run("startProbe", podInput("probe", of, attempt));
    await untilPodsEnded();
    return world.run("collectProbes", {
      ...{ ...aRun(), purpose: "probe", chunk: "a100-0", owner, nodes, attempt },
      final: false,
    });
  }

  return {
    ...world,
    ...{ pool, nodes, node, owner, podInput, untilPodsEnded, probe },
    async decide() {
      const { results } = await probe();
      const decision = results.find((result) => result.node.name === node.name);
      if (decision?.kind !== "patch") throw new Error(`No patch was decided: ${JSON.stringify(results)}`);
      return decision;
    },
    async patch(decision, { mayDisturb = false, attempt = 1 } = {}) {
      await world.run("startPatch", { ...podInput("patch", node, attempt), decision, mayDisturb });
      await untilPodsEnded();
      const collected = await world.run("collectPatches", {
        ...{ ...aRun(), purpose: "patch", chunk: "a100-0", nodes: [node], attempt },
        final: false,
      });
      const [result] = [...collected.results, ...collected.pending];
      if (result === undefined) throw new Error("The patch brought nothing");
      return result;
    },
  };
}

export function podNameOf(purpose: NodePodPurpose, node: NodeRef, attempt = 1): string {
  return nodePodName(purpose, node, aRun().preparationId, attempt);
}
