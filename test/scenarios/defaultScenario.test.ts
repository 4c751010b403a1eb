/**
 * The default scenario on virtual time: two H100 nodes and one A100 node, from an empty cluster to ready, and then once
 * more. The tests share one world and follow its time.
 */
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { KubeObject, ObjectChange } from "../../local/kubernetes/cluster.ts";
import { DEFAULT_SCENARIO, loadScenario } from "../../local/scenarios/scenario.ts";
import type { VerificationRecord } from "../../src/domain/record.ts";
import { nameOf, objectsOf } from "./clusterObjects.ts";
import { disksOf, type NodeDisk } from "./nodeRoots.ts";
import { normalisedRecord } from "./normalisedRecord.ts";
import { prepare } from "./prepare.ts";
import { openVirtualWorld, type VirtualWorld } from "./virtualWorld.ts";

const scenario = loadScenario(DEFAULT_SCENARIO);
const GUIDE_SECTION = '[plugins."io.containerd.nri.v1.nri"]\n  disable = false\n';

let world: VirtualWorld;
let record: VerificationRecord;
/** Each node's disk at every look, oldest first. */
const seen = new Map<string, NodeDisk[]>();

function look(): void {
  for (const disk of disksOf(world.simulators)) seen.set(disk.name, [...(seen.get(disk.name) ?? []), disk]);
}

beforeAll(async () => {
  world = await openVirtualWorld(scenario);
  record = await prepare(world, scenario, { stepSeconds: 15, look });
});

afterAll(() => world.stop());

describe("the record of the default scenario", () => {
  it("says ready, with the level, and finds nothing", () => {
    expect(record).toMatchObject({
      live: false,
      cluster: scenario.request.cluster,
      profile: "self-managed",
      verdict: "ready",
      level: "L2",
      findings: [],
      pools: [
        { name: "h100", vmSize: "Standard_ND96isr_H100_v5", wanted: 2, ready: 2 },
        { name: "a100", vmSize: "Standard_NC24ads_A100_v4", wanted: 1, ready: 1 },
      ],
    });
  });

  it("has every node at the level, with a certificate of what it was proven on", () => {
    expect(record.nodes.map(({ pool, level, verdict }) => ({ pool, level, verdict }))).toEqual([
      { pool: "a100", level: "L2", verdict: "ready" },
      { pool: "h100", level: "L2", verdict: "ready" },
      { pool: "h100", level: "L2", verdict: "ready" },
    ]);
    for (const node of record.nodes) {
      expect(node.certificate).toMatchObject({ level: "L2", parts: { uid: node.uid, containerd: "1.7.34" } });
    }
  });

  it("measures the RDMA checks where there is InfiniBand, and has them not applicable where there is none", () => {
    const ofRdma = ["rdmaAllocatable", "peermem", "infinibandPorts"];
    for (const node of record.nodes) {
      const checks = node.checks.filter(({ name }) => ofRdma.includes(name));
      expect(checks.map(({ name }) => name)).toEqual(ofRdma);
      const status = node.pool === "a100" ? "notApplicable" : "passed";
      expect(checks.map((check) => check.status)).toEqual([status, status, status]);
    }
  });

  it("passes every other check, on the whole cluster and on each node", () => {
    const statuses = [record, ...record.nodes].flatMap(({ checks }) => checks.map(({ status }) => status));
    expect(statuses.filter((status) => status !== "notApplicable")).toEqual(Array.from({ length: 26 }, () => "passed"));
  });

  it("counts what it changed and left: two pools, eight things in the cluster, three nodes", async () => {
    expect(record.changes).toEqual({ arm: 2, kubernetes: 8, nodes: 3 });
    const pools = await world.azure.listNodePools(scenario.request.cluster);
    const ours = pools.filter(({ tags }) => tags["lamplighter-changed-by"] === record.id);
    expect(ours.map(({ name }) => name).toSorted()).toEqual(["a100", "h100"]);
    expect(keptObjects()).toEqual([
      "DaemonSet kube-system/nri-plugin-ulimit-adjuster",
      "Namespace /gpu-operator",
      "Namespace /lamplighter-system",
      "Namespace /network-operator",
      "NicClusterPolicy /nic-cluster-policy",
      "NodeFeatureRule /lamplighter-infiniband",
      "Secret gpu-operator/sh.helm.release.v1.gpu-operator.v1",
      "Secret network-operator/sh.helm.release.v1.network-operator.v1",
    ]);
  });

  it("tells pods how to use what was proven", () => {
    expect(record.podContract?.resources).toEqual([
      { name: "nvidia.com/gpu", perPod: "1 to 8" },
      { name: "rdma/ib", perPod: "1" },
    ]);
  });
});

describe("the cluster after the default scenario", () => {
  it("has nothing of Lamplighter's that only a run needs", () => {
    expect(
      objectsOf(world)
        .filter((object) => object.metadata.namespace === "lamplighter-system")
        .map(nameOf),
    ).toEqual(["ConfigMap lamplighter-system/kube-root-ca.crt", "ServiceAccount lamplighter-system/default"]);
    const rights = objectsOf(world).filter(({ kind }) => kind.startsWith("ClusterRole") || kind.startsWith("Role"));
    expect(rights.map(nameOf).filter((name) => name.includes("lamplighter"))).toEqual([]);
    const nodes = objectsOf(world).filter(({ kind }) => kind === "Node");
    for (const node of nodes) {
      expect(node["spec"]).not.toHaveProperty("unschedulable");
      expect(JSON.stringify(node.metadata)).not.toContain("lamplighter.dev");
    }
  });

  it("has the machines that were proven, booted once", () => {
    for (const { name, certificate } of record.nodes) {
      const node = world.simulators.cluster.store.get("v1/Node", undefined, name);
      expect(node).toMatchObject({
        metadata: { uid: certificate?.parts.uid },
        status: { nodeInfo: { bootID: certificate?.parts.bootId } },
      });
    }
  });
});

describe("each node's disk after the default scenario", () => {
  it("has the guide's section in containerd's configuration, and all that was there before", () => {
    for (const disk of disksOf(world.simulators)) {
      const before = lastLook(disk.name, ({ config }) => !config.includes("nri.v1.nri"));
      expect(disk.config).toBe(`${before.config}\n${GUIDE_SECTION}`);
    }
  });

  it("has the original beside it, named by its hash, and no other leftover", () => {
    for (const disk of disksOf(world.simulators)) {
      const before = lastLook(disk.name, ({ config }) => !config.includes("nri.v1.nri"));
      expect(disk.besideConfig).toEqual({ [`config.toml.lamplighter-${sha256(before.config)}`]: before.config });
    }
  });

  it("tells of one restart of containerd with the change, and none after it", () => {
    for (const disk of disksOf(world.simulators)) {
      const before = lastLook(disk.name, ({ config }) => !config.includes("nri.v1.nri"));
      expect(disk.containerdStarts).toBe(before.containerdStarts + 1);
    }
  });
});

describe("the same request once more", () => {
  const changed = new Set<string>();
  let disks: NodeDisk[];
  let poolsBefore: unknown;
  let again: VerificationRecord;

  beforeAll(async () => {
    disks = disksOf(world.simulators);
    poolsBefore = await world.azure.listNodePools(scenario.request.cluster);
    world.simulators.writeLog.clear();
    // Events only tell of what others did.
    const stop = world.simulators.cluster.store.onChange((change) => {
      if (change.object.kind !== "Event") changed.add(changeOf(change));
    });
    again = await prepare(world, scenario);
    stop();
  });

  it("comes to the same verdict and changes nothing", () => {
    expect(again.changes).toEqual({ arm: 0, kubernetes: 0, nodes: 0 });
    // The plan that its conditions name is another one: it has nothing to do.
    const { changes, conditions } = again;
    expect(normalisedRecord(again)).toEqual(normalisedRecord({ ...record, changes, conditions }));
    const outcomes = ({ conditions: all }: VerificationRecord) => all.map(({ type, status }) => ({ type, status }));
    expect(outcomes(again)).toEqual(outcomes(record));
    expect(again.id).not.toBe(record.id);
  });

  it("writes nothing to Azure", async () => {
    expect(world.simulators.writeLog.writes().arm).toEqual([]);
    expect(await world.azure.listNodePools(scenario.request.cluster)).toEqual(poolsBefore);
  });

  it("touches nothing in the cluster but its own probes and their scripts", () => {
    expect([...changed].toSorted()).toEqual([
      "ADDED ConfigMap lamplighter-system/run",
      "ADDED Pod lamplighter-system/probe",
      "ADDED Pod lamplighter-system/verify",
      "DELETED ConfigMap lamplighter-system/run",
      "DELETED Pod lamplighter-system/probe",
      "DELETED Pod lamplighter-system/verify",
      "MODIFIED Pod lamplighter-system/probe",
      "MODIFIED Pod lamplighter-system/verify",
    ]);
  });

  it("leaves every node's disk as it was: no edit, no restart of containerd", () => {
    expect(disksOf(world.simulators)).toEqual(disks);
  });
});

/** The last look at a node's disk at which `holds` was true. Throws when there was none. */
function lastLook(node: string, holds: (disk: NodeDisk) => boolean): NodeDisk {
  const found = seen.get(node)?.findLast(holds);
  if (found === undefined) throw new Error(`${node} was never seen so`);
  return found;
}

/** What the app applied, and the Helm releases that its installer left. */
function keptObjects(): string[] {
  const isKept = ({ metadata, kind }: KubeObject) =>
    metadata.annotations?.["lamplighter.dev/changed-by"] === record.id || kind === "Secret";
  return objectsOf(world).filter(isKept).map(nameOf).toSorted();
}

/** Ours are named after nodes and runs: the first word of the name is enough. */
function changeOf({ type, object }: ObjectChange): string {
  const { namespace, name } = object.metadata;
  const short = namespace === "lamplighter-system" ? name.split("-")[0] : name;
  return `${type} ${object.kind} ${namespace ?? ""}/${short}`;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
