/** What the stack needs beside its charts: looked at, compared, written when it differs, and its readiness read, never believed too early. */
import { beforeEach, describe, expect, it } from "vitest";
import { customResourceDefinition } from "../../local/kubernetes/operators/charts/customResource.ts";
import type { StackSpec } from "../../src/domain/stack.ts";
import { aRequest } from "../support/preparationRequests.ts";
import { H100 } from "../support/requests.ts";
import { type ActivityWorld, anActivityWorld, aRun } from "./activityWorld.ts";

const ADJUSTER = "nri-plugin-ulimit-adjuster";

let world: ActivityWorld;
let stack: StackSpec;

async function openWorld(vmSize?: string): Promise<void> {
  world = anActivityWorld();
  const request = aRequest([{ name: "gpu", ...(vmSize === undefined ? {} : { vmSize }) }]);
  ({ stack } = await world.run("planPreparation", { preparationId: "plan", request }));
  await world.run("openRun", { ...aRun(), namespaces: stack.namespaces });
}

const adjuster = () => world.get("apps/v1/DaemonSet", "kube-system", ADJUSTER);
const versionOf = () => adjuster()?.metadata.resourceVersion;
const ensure = (preparationId?: string) => world.run("ensureUlimitAdjuster", { ...aRun(preparationId), stack });

describe("ensureUlimitAdjuster", () => {
  beforeEach(() => openWorld());

  it("makes it once: the second time nothing is written, and its maker still counts it", async () => {
    expect(await ensure()).toEqual({ kind: "done", value: null, changed: true });
    await world.pass(5);
    const version = versionOf();
    const writes = world.writes.length;
    expect(await ensure()).toMatchObject({ kind: "done", changed: true });
    expect(await ensure("prep-2")).toMatchObject({ kind: "done", changed: false });
    expect(versionOf()).toBe(version);
    expect(world.writes).toHaveLength(writes);
  });

  it("counts once when its answer was lost", async () => {
    world.trouble({ on: "PATCH /daemonsets/", as: "lostAnswer" });
    expect(await world.activities.ensureUlimitAdjuster({ ...aRun(), stack })).toMatchObject({ ok: false });
    expect(await ensure()).toMatchObject({ kind: "done", changed: true });
  });

  it("takes back what somebody changed, and leaves what they added", async () => {
    await ensure();
    world.modify("apps/v1/DaemonSet", "kube-system", ADJUSTER, (draft) => {
      draft.metadata.labels = { ...draft.metadata.labels, team: "a" };
      const { template } = draft["spec"] as { template: { spec: { containers: { image: string }[] } } };
      for (const container of template.spec.containers) container.image = "example.test/other:1";
    });
    expect(await ensure("prep-2")).toMatchObject({ kind: "done", changed: true });
    expect(JSON.stringify(adjuster()?.["spec"])).not.toContain("example.test");
    expect(adjuster()?.metadata.labels).toMatchObject({ team: "a" });
  });
});

describe("ensureNetworkResources", () => {
  it("waits for kinds that the cluster does not know yet, and writes nothing of them", async () => {
    await openWorld(H100);
    const outcome = await world.run("ensureNetworkResources", { ...aRun(), stack });
    expect(outcome).toMatchObject({ kind: "waiting", reason: expect.stringContaining("NodeFeatureRule") as string });
    expect(world.writes.some((write) => /nodefeaturerules|nicclusterpolicies/.test(write))).toBe(false);
  });

  it("waits until the kinds are established, and goes on then", async () => {
    await openWorld(H100);
    const group = { group: "nfd.k8s-sigs.io", version: "v1alpha1", scope: "Cluster" } as const;
    world.create(customResourceDefinition({ ...group, kind: "NodeFeatureRule", plural: "nodefeaturerules" }));
    await world.pass(5);
    const mellanox = { ...group, group: "mellanox.com", kind: "NicClusterPolicy", plural: "nicclusterpolicies" };
    world.create(customResourceDefinition(mellanox));
    const ensureNetwork = () => world.run("ensureNetworkResources", { ...aRun(), stack });
    expect(await ensureNetwork()).toMatchObject({
      kind: "waiting",
      code: "CrdNotEstablished",
      reason: expect.stringMatching(/^NicClusterPolicy: .* is not Established/) as string,
    });
    await world.pass(5);
    expect(await ensureNetwork()).toMatchObject({ kind: "done", value: { changed: 2 } });
  });
});

describe("readStack", () => {
  beforeEach(() => openWorld());

  const read = () => world.run("readStack", { ...aRun(), stack, pools: { gpu: ["gpu"], infiniband: [] } });

  it("waits for what is not there, and names it", async () => {
    expect(await read()).toMatchObject({ kind: "waiting", reason: expect.stringContaining("ClusterPolicy") as string });
  });

  it("does not take a DaemonSet that wants no pods, or one that has not seen its last change, for ready", async () => {
    stack = { ...stack, gpuOperator: false, releases: [], peermemReloader: false };
    world.create({
      ...{
        apiVersion: "apps/v1",
        kind: "DaemonSet",
        metadata: { name: "nvidia-device-plugin", namespace: "kube-system" },
      },
      ...{
        spec: {
          selector: { matchLabels: { app: "d" } },
          template: {
            metadata: { labels: { app: "d" } },
            spec: { containers: [{ name: "c", image: "example.test/d:1" }] },
          },
        },
      },
    });
    expect(await read()).toMatchObject({ kind: "waiting" });
    await ensure();
    await world.pass(5);
    const outcome = await read();
    expect(outcome).toMatchObject({
      kind: "waiting",
      reason: expect.stringMatching(/wants 0 pods|is not there|available/) as string,
    });
  });
});
