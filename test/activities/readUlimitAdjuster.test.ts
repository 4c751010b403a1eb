/** Where the ulimit adjuster serves: judged by its pods, node by node, with one list. */
import { describe, expect, it } from "vitest";
import { DEFAULT_VERSION_SET, VERSION_SETS } from "../../src/domain/versions.ts";
import { aRun } from "./activityWorld.ts";
import { aNodeWorld, type NodeWorld } from "./nodeWork.ts";

const ensure = (world: NodeWorld) =>
  world.run("ensureUlimitAdjuster", {
    ...aRun(),
    stack: {
      versions: VERSION_SETS[DEFAULT_VERSION_SET],
      tolerations: [{ key: "sku", operator: "Equal", value: "gpu", effect: "NoSchedule" }],
    },
  });
const read = (world: NodeWorld) =>
  world.run("readUlimitAdjuster", { ...aRun(), nodes: world.nodes.map(({ name }) => name) });
const named = async (world: NodeWorld) => (await read(world)).unserved.map(({ node }) => node);

describe("readUlimitAdjuster", () => {
  it("names every node while there is no adjuster", async () => {
    const world = await aNodeWorld({ count: 2 });
    expect((await read(world)).unserved).toEqual(
      world.nodes.map(({ name: node }) => ({ node, reason: "DaemonSet nri-plugin-ulimit-adjuster has no pod there" })),
    );
  });

  it("names the nodes where NRI is off, with what the pod waits for, and no others", async () => {
    const world = await aNodeWorld({ count: 2 });
    await ensure(world);
    await world.pass(20);
    expect(await named(world)).toEqual(world.nodes.map(({ name }) => name));
    expect((await read(world)).unserved[0]?.reason).toMatch(/is not ready: ContainerCreating/);
    await world.patch(await world.decide());
    await world.pass(180);
    expect(await named(world)).toEqual([world.nodes[1]?.name]);
  });

  it("names a node whose pod is going away", async () => {
    const world = await aNodeWorld({ osSku: "Ubuntu2404" });
    await ensure(world);
    await world.pass(20);
    expect(await named(world)).toEqual([]);
    const [pod] = world
      .list("v1/Pod", "kube-system")
      .filter(({ metadata }) => metadata.name.includes("ulimit-adjuster"));
    world.delete("v1/Pod", "kube-system", pod?.metadata.name ?? "");
    expect(await named(world)).toEqual([world.node.name]);
  });
});
