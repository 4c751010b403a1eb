/** The helmfile Job: rights, repositories, revisions, upgrades, and what a killed one leaves behind. */
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { ReleaseSpec } from "../../../../src/domain/helmRelease.ts";
import { aNode, aWorld, type TestWorld } from "../node/aWorld.ts";
import { aStack, createNamespaces, grantInstaller, install, jobEnd, jobLog } from "./appObjects.ts";

const SYSTEM = "aks-system-12345678-vmss000000";

function aCluster({ granted = true } = {}): TestWorld {
  const world = aWorld();
  world.addNode(aNode(SYSTEM, { pool: "system", hardware: { gpus: 0, gpuModel: "A100", infinibandDevices: 0 } }));
  createNamespaces(world, "lamplighter-system", "network-operator", "gpu-operator");
  grantInstaller(world, granted ? {} : { kind: "ServiceAccount" });
  return world;
}

function networkOperator(changes: Partial<ReleaseSpec> = {}): ReleaseSpec {
  const [release] = aStack({ rdma: true }).releases;
  return { ...(release as ReleaseSpec), ...changes };
}

async function runJob(
  world: TestWorld,
  release: ReleaseSpec,
  attempt = 1,
): Promise<{ end: string | undefined; log: string }> {
  const job = install(world, release, attempt);
  await world.until(() => jobEnd(world, job) !== undefined, "the Job to end");
  return { end: jobEnd(world, job), log: jobLog(world, job) };
}

interface StoredRelease {
  name: string;
  version: number;
  info: { status: string };
  chart: { metadata: { name: string; version: string } };
  config: Record<string, unknown>;
}

function revisions(world: TestWorld, name = "network-operator"): StoredRelease[] {
  return world.cluster.store.list("v1/Secret", { labels: { owner: "helm", name } }).map((secret) => {
    const { release } = secret["data"] as { release: string };
    const zipped = Buffer.from(Buffer.from(release, "base64").toString(), "base64");
    return JSON.parse(gunzipSync(zipped).toString()) as StoredRelease;
  });
}

describe("a chart's Job", () => {
  it("records the release as Helm does, with the user's values, and installs its definitions", async () => {
    const world = aCluster();
    const job = install(world, networkOperator());
    await world.until(() => revisions(world).length > 0, "the pending revision");
    expect(revisions(world)).toMatchObject([{ version: 1, info: { status: "pending-install" } }]);
    await world.until(() => jobEnd(world, job) === "Complete", "the Job to complete");
    expect(revisions(world)).toMatchObject([
      {
        name: "network-operator",
        info: { status: "deployed" },
        chart: { metadata: { name: "network-operator", version: "25.7.0" } },
        config: networkOperator().values,
      },
    ]);
    const secret = world.get("v1/Secret", "network-operator", "sh.helm.release.v1.network-operator.v1");
    expect(secret).toMatchObject({
      type: "helm.sh/release.v1",
      metadata: { labels: { owner: "helm", status: "deployed", version: "1", name: "network-operator" } },
    });
    const definition = "apiextensions.k8s.io/v1/CustomResourceDefinition";
    expect(world.get(definition, undefined, "nicclusterpolicies.mellanox.com")).toBeDefined();
    expect(world.get(definition, undefined, "nodefeaturerules.nfd.k8s-sigs.io")).toBeDefined();
  });

  it("does nothing when the same is deployed already", async () => {
    const world = aCluster();
    await runJob(world, networkOperator());
    const { end } = await runJob(world, networkOperator(), 2);
    expect(end).toBe("Complete");
    expect(revisions(world)).toHaveLength(1);
  });

  it("supersedes the former revision, and removes what the new values leave out", async () => {
    const world = aCluster();
    await runJob(world, networkOperator());
    expect(world.cluster.store.list("apps/v1/DaemonSet", { namespace: "network-operator" })).toHaveLength(1);
    await runJob(world, networkOperator({ values: { nfd: { enabled: false } } }));
    expect(revisions(world).map(({ version, info }) => [version, info.status])).toEqual([
      [1, "superseded"],
      [2, "deployed"],
    ]);
    expect(world.cluster.store.list("apps/v1/DaemonSet", { namespace: "network-operator" })).toEqual([]);
  });

  it("fails as forbidden without its binding, and leaves no release", async () => {
    const world = aCluster({ granted: false });
    const { end, log } = await runJob(world, networkOperator());
    expect(end).toBe("Failed");
    expect(log).toMatch(/forbidden: User "system:serviceaccount:lamplighter-system:lamplighter-helmfile" cannot list/);
    expect(revisions(world)).toEqual([]);
  });

  it.each([
    [
      "another repository",
      { repository: { name: "nvidia", url: "https://charts.example.test" } },
      /not a valid chart repository/,
    ],
    ["an unknown chart", { chart: "nvidia/magic" }, /chart "magic" not found/],
    ["an unknown version", { version: "v99.0.0" }, /chart "network-operator" matching v99.0.0 not found/],
    ["a namespace that is not there", { namespace: "absent" }, /namespaces "absent" not found/],
  ])("fails with Helm's message for %s", async (_what, changes, message) => {
    const { end, log } = await runJob(aCluster(), networkOperator(changes));
    expect(end).toBe("Failed");
    expect(log).toMatch(message);
  });

  it("leaves a pending revision when it is killed, which the next one refuses to touch", async () => {
    const world = aCluster();
    const job = install(world, networkOperator());
    await world.until(() => revisions(world).length > 0, "the pending revision");
    world.cluster.store.delete("batch/v1/Job", "lamplighter-system", job, { propagation: "Background" });
    await world.pass(120);
    expect(revisions(world)).toMatchObject([{ info: { status: "pending-install" } }]);
    const { end, log } = await runJob(world, networkOperator(), 2);
    expect(end).toBe("Failed");
    expect(log).toContain("another operation (install/upgrade/rollback) is in progress");
  });
});

describe("node feature discovery", () => {
  const NIC_LABEL = "feature.node.kubernetes.io/pci-15b3.present";
  const labels = (world: TestWorld) => world.get("v1/Node", undefined, SYSTEM)?.metadata.labels ?? {};
  const scanned = (world: TestWorld) => () =>
    labels(world)["feature.node.kubernetes.io/system-os_release.ID"] === "ubuntu";

  it("labels CPU nodes as RDMA nodes under the chart's own rules", async () => {
    const world = aCluster();
    await runJob(world, networkOperator({ values: {} }));
    await world.until(scanned(world), "the scan");
    expect(labels(world)[NIC_LABEL]).toBe("true");
  });

  it("does not without them, and takes a label back when its rule goes", async () => {
    const world = aCluster();
    await runJob(world, networkOperator());
    await world.until(scanned(world), "the scan");
    expect(labels(world)[NIC_LABEL]).toBeUndefined();
    world.create({
      apiVersion: "nfd.k8s-sigs.io/v1alpha1",
      kind: "NodeFeatureRule",
      metadata: { name: "any" },
      spec: {
        rules: [
          {
            name: "any",
            labels: { "pci-15b3.present": "true" },
            matchFeatures: [{ feature: "pci.device", matchExpressions: { vendor: { op: "In", value: ["15b3"] } } }],
          },
        ],
      },
    });
    expect(labels(world)[NIC_LABEL]).toBe("true");
    world.cluster.store.delete("nfd.k8s-sigs.io/v1alpha1/NodeFeatureRule", undefined, "any");
    expect(labels(world)[NIC_LABEL]).toBeUndefined();
  });

  it("runs twice when two charts bring it", async () => {
    const world = aCluster();
    await runJob(world, networkOperator());
    const [, gpuOperator] = aStack({ rdma: true }).releases;
    await runJob(world, { ...(gpuOperator as ReleaseSpec), values: { nfd: { enabled: true } } });
    const workers = world.cluster.store.list("apps/v1/DaemonSet", { labels: { role: "worker" } });
    expect(workers.map(({ metadata }) => metadata.namespace)).toEqual(["gpu-operator", "network-operator"]);
  });
});
