/** Probing real (simulated) machines and deciding what each needs; nothing is changed on them. */
import { describe, expect, it } from "vitest";
import { aRun } from "./activityWorld.ts";
import { aNodeWorld, podNameOf } from "./nodeWork.ts";

const CONFIG = "etc/containerd/config.toml";
const SYSTEM = "lamplighter-system";

describe("a probe", () => {
  it("that is tried again is not started on another machine of that name", async () => {
    const world = await aNodeWorld();
    const again = world.podInput("probe", { ...world.node, uid: "the machine before" }, 2);
    expect(await world.run("startProbe", again)).toEqual({ gone: "replaced" });
    expect(world.list("v1/Pod", SYSTEM)).toEqual([]);
    expect(await world.run("startProbe", world.podInput("probe", world.node, 2))).toEqual({});
  });

  it("finds NRI off on Ubuntu 22.04, decides a patch and leaves the node as it was", async () => {
    const world = await aNodeWorld();
    const { pending, results } = await world.probe();
    expect(pending).toEqual([]);
    expect(results).toMatchObject([{ kind: "patch", node: world.node }]);
    expect(world.nodeFile(world.node.name, CONFIG)).not.toContain("nri");
    expect(world.nodeFile(world.node.name, "var/log/lamplighter-sim/containerd-restarts")).toMatch(/^\d+ started\n$/);
  });

  it("finds NRI effective on Ubuntu 24.04 and decides nothing", async () => {
    const world = await aNodeWorld({ osSku: "Ubuntu2404" });
    expect((await world.probe()).results).toMatchObject([
      { kind: "effective", node: world.node, nri: { nriEffective: true, nriListening: true } },
    ]);
    expect(
      world.list("v1/ConfigMap", SYSTEM).filter(({ metadata }) => metadata.name.startsWith("containerd-")),
    ).toEqual([]);
  });

  it("gives nodes with the same file the same new one, once", async () => {
    const world = await aNodeWorld({ count: 2 });
    const { results } = await world.probe();
    const names = results.map((result) => (result.kind === "patch" ? result.configMap : ""));
    expect(new Set(names).size).toBe(1);
    const configMap = world.get("v1/ConfigMap", SYSTEM, names[0] ?? "");
    const { "config.toml": base64 = "" } = (configMap?.["binaryData"] ?? {}) as Record<string, string>;
    const text = Buffer.from(base64, "base64").toString();
    expect(text).toContain(world.nodeFile(world.node.name, CONFIG)?.trimEnd());
    expect(text).toContain('[plugins."io.containerd.nri.v1.nri"]\n  disable = false');
  });

  it("is started once, however often it is asked for, and tells where it is until it has ended", async () => {
    const world = await aNodeWorld();
    world.trouble({ on: "POST /pods", as: "lostAnswer" });
    expect(await world.activities.startProbe(world.podInput("probe"))).toMatchObject({ ok: false });
    await world.run("startProbe", world.podInput("probe"));
    expect(world.list("v1/Pod", SYSTEM).map(({ metadata }) => metadata.name)).toEqual([podNameOf("probe", world.node)]);
    const collected = await world.run("collectProbes", {
      ...{ ...aRun(), purpose: "probe", chunk: "a100-0", owner: world.owner, nodes: world.nodes, attempt: 1 },
      final: false,
    });
    expect(collected).toMatchObject({ pending: [{ node: world.node, lost: false }], results: [] });
  });

  it("decides the same when it is collected again after its ConfigMap was made and nobody heard of it", async () => {
    const world = await aNodeWorld();
    await world.run("startProbe", world.podInput("probe"));
    await world.untilPodsEnded();
    const input = {
      ...{ ...aRun(), purpose: "probe" as const, chunk: "a100-0", owner: world.owner, nodes: world.nodes, attempt: 1 },
      final: false,
    };
    world.trouble({ on: "POST /configmaps", as: "lostAnswer" });
    expect(await world.activities.collectProbes(input)).toMatchObject({ ok: false });
    const again = await world.run("collectProbes", input);
    expect(again).toMatchObject({ results: [{ kind: "patch" }] });
    expect(await world.run("collectProbes", input)).toEqual(again);
  });

  it("whose pod was removed is lost, and a new attempt brings the result", async () => {
    const world = await aNodeWorld();
    await world.run("startProbe", world.podInput("probe"));
    world.delete("v1/Pod", SYSTEM, podNameOf("probe", world.node));
    const first = await world.run("collectProbes", {
      ...{ ...aRun(), purpose: "probe", chunk: "a100-0", owner: world.owner, nodes: world.nodes, attempt: 1 },
      final: false,
    });
    expect(first).toMatchObject({ pending: [{ lost: true, reason: expect.stringContaining("is gone") as string }] });
    expect((await world.probe(2)).results).toMatchObject([{ kind: "patch" }]);
  });

  it("whose file changes while it is read decides nothing: it is lost, and another look finds the file whole", async () => {
    const world = await aNodeWorld();
    await world.run("startProbe", world.podInput("probe"));
    await world.untilPodsEnded();
    world.modify("v1/Pod", SYSTEM, podNameOf("probe", world.node), (pod) => {
      const text = JSON.stringify(pod["status"]).replace(/configSha256=[0-9a-f]+/, `configSha256=${"0".repeat(64)}`);
      Object.assign(pod, { status: JSON.parse(text) as unknown });
    });
    const collected = await world.run("collectProbes", {
      ...{ ...aRun(), purpose: "probe", chunk: "a100-0", owner: world.owner, nodes: world.nodes, attempt: 1 },
      final: false,
    });
    expect(collected).toMatchObject({ pending: [{ node: world.node, lost: true }], results: [] });
    expect((await world.probe(2)).results).toMatchObject([{ kind: "patch" }]);
  });

  it("of a node without a configuration file is refused, unless NRI is on all the same", async () => {
    const world = await aNodeWorld();
    world.removeNodeFile(world.node.name, CONFIG);
    expect((await world.probe()).results).toMatchObject([
      { kind: "refused", finding: { found: expect.stringContaining("config.toml is missing") as string } },
    ]);
    const newer = await aNodeWorld({ osSku: "Ubuntu2404" });
    newer.removeNodeFile(newer.node.name, CONFIG);
    expect((await newer.probe()).results).toMatchObject([{ kind: "effective" }]);
  });

  it("of a node whose containerd would not start again is refused, whether its file must change or not", async () => {
    const world = await aNodeWorld({ osSku: "Ubuntu2404" });
    const missing = 'version = 2\nimports = ["/etc/containerd/missing.toml"]\n';
    const refusals = [
      {
        kind: "refused",
        finding: { found: expect.stringContaining("imports /etc/containerd/missing.toml") as string },
      },
    ];
    world.writeNodeFile(world.node.name, CONFIG, missing);
    expect((await world.probe()).results).toMatchObject([{ kind: "effective" }]);
    world.writeNodeFile(world.node.name, "proc/1/net/unix", "");
    expect((await world.probe(2)).results).toMatchObject(refusals);
    world.writeNodeFile(world.node.name, CONFIG, `${missing}[plugins."io.containerd.nri.v1.nri"]\ndisable = true\n`);
    expect((await world.probe(3)).results).toMatchObject(refusals);
    world.writeNodeFile(world.node.name, "etc/containerd/missing.toml", "version = 2\n");
    expect((await world.probe(4)).results).toMatchObject([{ kind: "patch" }]);
  });

  it("of a node whose configuration is not safe to edit is refused with the reason", async () => {
    const world = await aNodeWorld();
    const { results } = await world.probe();
    expect(results).toHaveLength(1);
    world.writeNodeFile(world.node.name, CONFIG, 'version = 2\ndisabled_plugins = ["io.containerd.nri.v1.nri"]\n');
    expect((await world.probe(2)).results).toMatchObject([
      { kind: "refused", finding: { code: "NriUnsafeConfig", subject: `node/${world.node.name}` } },
    ]);
  });
});
