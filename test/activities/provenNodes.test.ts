/** Which nodes the plan takes for proven: by the newest run that looked at their pool, whatever runs came since. */
import { describe, expect, it } from "vitest";
import { makeCertificate } from "../../src/domain/certificate.ts";
import { clusterKey } from "../../src/domain/clusterRef.ts";
import type { KubernetesObject } from "../../src/domain/kubernetesObject.ts";
import type { NodeRecord } from "../../src/domain/record.ts";
import { newestPreparations } from "../../src/domain/records.ts";
import { someFacts } from "../support/nodes.ts";
import { aRequest } from "../support/preparationRequests.ts";
import { type ActivityWorld, anActivityWorld, CLUSTER } from "./activityWorld.ts";

const input = { preparationId: "prep-9", request: aRequest() };

async function aWorldWithNodes(): Promise<{ world: ActivityWorld; nodes: KubernetesObject[] }> {
  const world = anActivityWorld();
  const [pool] = (await world.run("planPreparation", input)).pools;
  if (pool === undefined) throw new Error("The plan has no pool");
  await world.run("ensureNodePool", { preparationId: "prep-1", cluster: CLUSTER, pool });
  await world.pass(600);
  return { world, nodes: world.list("v1/Node").filter(({ metadata }) => metadata.labels?.["agentpool"] === "a100") };
}

/** The smaller `age`, the newer. */
async function aRun(world: ActivityWorld, age: number, records: readonly NodeRecord[]): Promise<void> {
  const id = `prep-${age}`;
  await world.tables.preparations.put(newestPreparations(clusterKey(CLUSTER)), `${age}-${id}`, { id });
  await world.tables.evidence.putAll(
    id,
    records.map((record) => ({ row: record.name, value: record })),
  );
}

function recordOf(node: KubernetesObject, pool = "a100"): NodeRecord {
  const kernel = (node["status"] as { nodeInfo: { kernelVersion: string } }).nodeInfo.kernelVersion;
  const certificate = makeCertificate(node, someFacts({ kernel }), "self-managed", "L2", "2026-11-24T10:00:00.000Z");
  const { name, uid = "" } = node.metadata;
  return { name, uid, pool, level: "L2", verdict: "ready", certificate, checks: [] };
}

async function codesAndNodes(world: ActivityWorld) {
  const { findings, steps } = await world.run("planPreparation", input);
  return {
    codes: findings.map(({ code }) => code),
    disturbed: steps.find(({ step }) => step === "prepareNodes")?.disturbs,
  };
}

describe("nodes that an earlier run has proven", () => {
  it("stay proven when later runs were blocked, or were about other pools", async () => {
    const { world, nodes } = await aWorldWithNodes();
    await aRun(
      world,
      3,
      nodes.map((node) => recordOf(node)),
    );
    await aRun(
      world,
      2,
      nodes.map((node) => recordOf(node, "other")),
    );
    await aRun(world, 1, []);
    expect(await codesAndNodes(world)).toEqual({ codes: [], disturbed: [] });
  });

  it("are told from those that the newest run about their pool has not certified", async () => {
    const { world, nodes } = await aWorldWithNodes();
    const records = nodes.map((node) => recordOf(node));
    await aRun(world, 2, records);
    await aRun(
      world,
      1,
      records.map((record) => ({ ...record, name: "aks-a100-gone" })),
    );
    const names = nodes.map(({ metadata }) => metadata.name);
    expect(await codesAndNodes(world)).toEqual({ codes: ["NodeUnverified"], disturbed: names });
  });

  it("are simply new where no run has ever looked at their pool", async () => {
    const { world, nodes } = await aWorldWithNodes();
    const { codes, disturbed } = await codesAndNodes(world);
    expect(codes).toEqual([]);
    expect(disturbed).toHaveLength(nodes.length);
  });
});
