/**
 * Ready is what this file finds ready too: it reads the simulated world alone. A node's resources must have been as they
 * are claimed at some instant since the check of it began, its containerd since its probe was made.
 */

import type { KubeObject } from "../../kubernetes/cluster.ts";
import { evaluateConfigOf, listensOnNri } from "../../kubernetes/node/containerd/containerdService.ts";
import type { MakeInvariant, NodeEvidence, Scene } from "../scene.ts";
import { hasCondition, isNodeReady, nodeNameOf, OWN_NAMESPACE, purposeOf } from "./cluster.ts";
import { onNewRecord } from "./records.ts";

/** From Azure's pages of these sizes. */
const SIZES: Record<string, { gpus: number; infiniband: boolean }> = {
  Standard_NC24ads_A100_v4: { gpus: 1, infiniband: false },
  Standard_ND96asr_v4: { gpus: 8, infiniband: true },
  Standard_ND96isr_H100_v5: { gpus: 8, infiniband: true },
};

export const oracle: MakeInvariant = (scene) => {
  /** By uid of the node: when it was last in order. */
  const resources = new Map<string, number>();
  const present = new Map<string, number>();
  const host = new Map<string, number>();
  const probedAt = new Map<string, number>();
  let checking = 0;
  let checkBegan = 0;
  const proven = new Set<string>();

  function look(node: KubeObject): void {
    const { name, uid } = node.metadata;
    present.set(uid, scene.clock.now());
    if (hasResources(scene, node)) resources.set(uid, scene.clock.now());
    if (hasNri(scene, name, uid)) host.set(uid, scene.clock.now());
  }

  function lookAtAll(): void {
    for (const node of scene.objects("v1/Node")) look(node);
  }

  function judge(node: NodeEvidence): void {
    const { name, uid } = node;
    scene.check("evidence is of a machine that is there", (present.get(uid) ?? -1) >= checkBegan, () => {
      return `there is evidence of ${name} as ${uid}, which was gone before it was looked at`;
    });
    if (node.verdict !== "ready") return;
    scene.check("a node's resources are as its evidence says", (resources.get(uid) ?? 0) >= checkBegan, () => {
      return `${name} (${uid}) is called ready, and its resources are not there, or it is not`;
    });
    scene.check("NRI is in force where evidence says so", (host.get(uid) ?? 0) >= (probedAt.get(name) ?? 0), () => {
      return `${name} (${uid}) is called ready, and NRI is not in force there`;
    });
  }

  function judgeEvidence(): void {
    for (const row of scene.simulators.world.database
      .prepare("SELECT DISTINCT partition_key FROM azure_entities WHERE table_name = 'evidence'")
      .all()) {
      const preparation = String(row["partition_key"]);
      for (const node of scene.rows<NodeEvidence>("evidence", preparation).values()) {
        const key = `${preparation}/${node.name}/${JSON.stringify(node.checks)}`;
        if (proven.has(key)) continue;
        proven.add(key);
        judge(node);
      }
    }
  }

  const record = onNewRecord(scene, ({ verdict, pools, id }) => {
    if (verdict !== "ready") return;
    for (const { name, wanted, ready } of pools) {
      scene.check(
        "a ready pool has all its nodes",
        wanted === ready && ready > 0,
        () => `${name}: ${ready} of ${wanted}`,
      );
    }
    const nodes = [...scene.rows<NodeEvidence>("evidence", id).values()];
    for (const node of nodes.filter(({ verdict: own }) => own === "ready")) {
      scene.check("ready nodes are served by the stack", isServed(scene, node.name), () => {
        return `${node.name} is called ready, and no ulimit adjuster was ever ready there`;
      });
    }
  });

  return {
    onMoment(at, subject) {
      if (subject !== "checkNodes") return;
      if (at === "activity:begun") {
        if (checking === 0) checkBegan = scene.clock.now();
        checking += 1;
        lookAtAll();
      }
      if (at === "activity:committed") checking = Math.max(checking - 1, 0);
    },
    onInjected(kind) {
      if (kind.startsWith("host")) checking = 0;
    },
    onObject({ type, object }) {
      if (type === "DELETED") return;
      if (object.kind === "Node") look(object);
      if (object.kind !== "Pod") return;
      if (isAdjuster(object) && hasCondition(object, "Ready")) served(scene).add(nodeNameOf(object) ?? "");
      if (type === "ADDED" && object.metadata.namespace === OWN_NAMESPACE && purposeOf(object) === "verify") {
        probedAt.set(nodeNameOf(object) ?? "", scene.clock.now());
        lookAtAll();
      }
    },
    onFile({ uid, name }) {
      if (hasNri(scene, name, uid)) host.set(uid, scene.clock.now());
    },
    onRequest(request) {
      if (request.method === "GET") return;
      if (request.url.includes("evidence") || request.url.includes("$batch")) judgeEvidence();
      record(request);
    },
  };
};

function hasResources({ pools }: Scene, node: KubeObject): boolean {
  const pool = pools().find(({ name }) => name === node.metadata.labels?.["kubernetes.azure.com/agentpool"]);
  const size = SIZES[pool?.properties.vmSize ?? ""];
  if (size === undefined || !isNodeReady(node)) return false;
  const { allocatable = {} } = node["status"] as { allocatable?: Record<string, string> };
  const rdma = Number(allocatable["rdma/ib"] ?? 0);
  return Number(allocatable["nvidia.com/gpu"] ?? 0) === size.gpus && (!size.infiniband || rdma > 0);
}

function hasNri({ simulators }: Scene, name: string, uid: string): boolean {
  const record = simulators.nodes.records.get(name);
  const files = record?.uid === uid ? simulators.nodes.files.existingTreeOf(record) : undefined;
  if (files === undefined || !listensOnNri(files)) return false;
  const evaluation = evaluateConfigOf(files);
  return !("error" in evaluation) && evaluation.nriEnabled;
}

/** Nodes on which the adjuster has been ready at some time. */
const adjusted = new WeakMap<Scene, Set<string>>();

function served(scene: Scene): Set<string> {
  const nodes = adjusted.get(scene) ?? new Set<string>();
  adjusted.set(scene, nodes);
  return nodes;
}

function isServed(scene: Scene, node: string): boolean {
  return served(scene).has(node);
}

function isAdjuster({ metadata }: KubeObject): boolean {
  return metadata.name.startsWith("nri-plugin-ulimit-adjuster");
}
