/** What a pool's nodes have and lack, by one list: counts, the first lack of each, and who is named when. */
import { describe, expect, it } from "vitest";
import type { NodeExpectation } from "../../src/domain/nodeExpectation.ts";
import type { StepInput } from "../../src/domain/steps.ts";
import { type ActivityWorld, anActivityWorld, aRun } from "./activityWorld.ts";

const H100: NodeExpectation = {
  vmSize: "Standard_ND96isr_H100_v5",
  gpus: 8,
  rdma: 8,
  infinibandPorts: 8,
  driver: "None",
};

interface NodeState {
  ready?: boolean;
  /** `network.nvidia.com/operator.mofed.wait`. */
  mofedWait?: string;
  rdma?: number;
  gpus?: number;
  pool?: string;
}

const SETTLED: NodeState = { ready: true, mofedWait: "false", rdma: 8, gpus: 8 };

function addNode(
  world: ActivityWorld,
  name: string,
  { ready = true, mofedWait, rdma, gpus, pool = "h100" }: NodeState,
): void {
  const amount = (count: number | undefined, resource: string) =>
    count === undefined ? {} : { [resource]: String(count) };
  const allocatable = { ...amount(gpus, "nvidia.com/gpu"), ...amount(rdma, "rdma/ib") };
  world.create({
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: {
        "kubernetes.azure.com/agentpool": pool,
        ...(mofedWait === undefined ? {} : { "network.nvidia.com/operator.mofed.wait": mofedWait }),
      },
    },
    status: {
      conditions: [{ type: "Ready", status: ready ? "True" : "False" }],
      capacity: allocatable,
      allocatable,
      nodeInfo: { bootID: `boot-${name}` },
    },
  });
}

function aWorldWith(nodes: Record<string, NodeState>): ActivityWorld {
  const world = anActivityWorld();
  for (const [name, state] of Object.entries(nodes)) addNode(world, name, state);
  return world;
}

const read = (world: ActivityWorld, changes: Partial<StepInput<"readPoolNodes">> = {}) =>
  world.run("readPoolNodes", { ...aRun(), pool: "h100", wanted: 2, expectation: H100, ...changes });

describe("readPoolNodes", () => {
  it("counts what has joined, is Ready and has settled, and says what each of the others lacks first", async () => {
    const world = aWorldWith({
      settled: SETTLED,
      down: { ...SETTLED, ready: false },
      fresh: { gpus: 0 },
      loading: { mofedWait: "true" },
      unshared: { mofedWait: "false", rdma: 0 },
      driverless: { mofedWait: "false", rdma: 8, gpus: 0 },
      stranger: { pool: "other" },
    });
    const found = await read(world, { wanted: 6 });
    expect(found).toMatchObject({
      joined: 6,
      ready: 5,
      settled: 1,
      lacks: { NodeNotReady: 1, OfedNotReady: 2, RdmaNotConverged: 1, DriverNotReady: 1 },
    });
    expect(found.trouble).toHaveLength(5);
    expect(found.nodes).toBeUndefined();
    expect(found.stragglers).toBeUndefined();
  });

  it("names the nodes once as many as are wanted have settled", async () => {
    const world = aWorldWith({ one: SETTLED });
    expect((await read(world)).nodes).toBeUndefined();
    addNode(world, "two", SETTLED);
    expect((await read(world)).nodes).toMatchObject([
      { name: "one", bootId: "boot-one", pool: "h100" },
      { name: "two", bootId: "boot-two", pool: "h100" },
    ]);
  });

  it("does not call a pool settled that has more nodes than wanted, one of them lacking", async () => {
    const world = aWorldWith({ one: SETTLED, two: SETTLED, three: { ...SETTLED, gpus: 0 } });
    expect((await read(world)).nodes).toBeUndefined();
  });

  it("names all that have joined and the stragglers when asked", async () => {
    const world = aWorldWith({ one: SETTLED, two: { ...SETTLED, gpus: 0 } });
    const found = await read(world, { withNodes: "joined" });
    expect(found.nodes?.map(({ name }) => name)).toEqual(["one", "two"]);
    expect(found.stragglers).toMatchObject([{ code: "DriverNotReady", severity: "fail", subject: "node/two" }]);
  });

  it("tells of nodes that lack something what this run's stack has failed with, and of another run's nothing", async () => {
    const world = aWorldWith({ one: SETTLED, two: { ...SETTLED, gpus: 0 } });
    await world.run("noteStackFailure", { ...aRun("other"), code: "CrdNotEstablished" });
    expect((await read(world)).stackFailure).toBeUndefined();
    await world.run("noteStackFailure", { ...aRun(), code: "HelmReleaseFailed" });
    await world.run("noteStackFailure", { ...aRun(), code: "CrdNotEstablished" });
    expect((await read(world)).stackFailure).toBe("HelmReleaseFailed");
    expect((await read(world, { wanted: 1, without: ["two"] })).stackFailure).toBeUndefined();
  });

  it("does not wait for a node that was given up", async () => {
    const world = aWorldWith({ one: SETTLED, two: { ...SETTLED, gpus: 0 } });
    const found = await read(world, { wanted: 1, without: ["two"] });
    expect(found).toMatchObject({ joined: 1, lacks: {}, nodes: [{ name: "one" }] });
  });

  it("names at most twenty nodes in trouble, and counts them all", async () => {
    const names = Array.from({ length: 30 }, (_, index) => `node-${index}`);
    const world = aWorldWith(Object.fromEntries(names.map((name) => [name, { ready: false }])));
    const found = await read(world, { wanted: 30 });
    expect(found.trouble).toHaveLength(20);
    expect(found.lacks).toEqual({ NodeNotReady: 30 });
  });

  it("asks nothing of InfiniBand for a size without it", async () => {
    const world = aWorldWith({ one: { gpus: 1 } });
    const expectation = {
      vmSize: "Standard_NC24ads_A100_v4",
      gpus: 1,
      rdma: 0,
      infinibandPorts: 0,
      driver: "None" as const,
    };
    expect(await read(world, { wanted: 1, expectation })).toMatchObject({ settled: 1, lacks: {} });
  });

  it("finds nothing in a pool that is not there", async () => {
    expect(await read(anActivityWorld())).toEqual({ joined: 0, ready: 0, settled: 0, lacks: {}, trouble: [] });
  });
});
