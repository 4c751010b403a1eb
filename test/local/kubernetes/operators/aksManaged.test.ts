/** Nodes whose driver is AKS's own: the peermem reloader and the device plugin's chart. */
import { describe, expect, it } from "vitest";
import { infinibandRule } from "../../../../src/domain/manifests/infinibandRule.ts";
import { nicClusterPolicy } from "../../../../src/domain/manifests/nicClusterPolicy.ts";
import { peermemReloader } from "../../../../src/domain/manifests/peermemReloader.ts";
import { devicePluginRelease } from "../../../../src/domain/releases.ts";
import { aNode, aWorld, type TestWorld } from "../node/aWorld.ts";
import { aStack, createNamespaces, grantInstaller, install, jobEnd } from "./appObjects.ts";

const H100 = "aks-h100-12345678-vmss000000";

function aManagedCluster(): TestWorld {
  const world = aWorld();
  world.addNode(
    aNode("aks-system-12345678-vmss000000", {
      pool: "system",
      hardware: { gpus: 0, gpuModel: "A100", infinibandDevices: 0 },
    }),
  );
  world.addNode(aNode(H100, { gpuDriver: "Install", taints: [{ key: "sku", value: "gpu", effect: "NoSchedule" }] }));
  createNamespaces(world, "lamplighter-system", "network-operator", "gpu-resources");
  grantInstaller(world);
  return world;
}

const reloader = (world: TestWorld) => world.cluster.store.list("v1/Pod", { namespace: "gpu-resources" })[0];

describe("an AKS-managed H100 node", () => {
  it("has its driver from the start; peermem is loaded once OFED is there", async () => {
    const world = aManagedCluster();
    expect(world.readNodeFile(H100, "sys/module/nvidia/version")).toMatch(/^\d+\.\d+/);
    const stack = aStack({ rdma: true });
    const [networkOperator] = stack.releases;
    if (networkOperator !== undefined) install(world, networkOperator);
    world.create(infinibandRule());
    world.create(nicClusterPolicy(stack));
    world.create(peermemReloader(stack, "mcr.microsoft.com/azurelinux/busybox:1.36"));
    await world.until(() => reloader(world) !== undefined, "the reloader's pod");
    await world.pass(120);
    expect(reloader(world)?.["status"]).toMatchObject({ phase: "Pending", containerStatuses: [{ ready: false }] });
    expect(world.podLogs.read(reloader(world)?.metadata.uid ?? "", "load")).toContain(
      "could not insert 'nvidia_peermem'",
    );
    expect(world.readNodeFile(H100, "proc/modules")).not.toContain("nvidia_peermem");
    await world.until(() => world.machines.get(H100).machine.peermemLoaded, "peermem");
    expect(world.readNodeFile(H100, "proc/modules")).toMatch(/^nvidia_peermem /m);
    await world.pass(600);
    expect(reloader(world)?.["status"]).toMatchObject({
      phase: "Running",
      initContainerStatuses: [{ restartCount: 0, state: { terminated: { exitCode: 0 } } }],
      containerStatuses: [{ ready: true, restartCount: 0 }],
    });
  });

  it("announces its GPUs through the device plugin's chart", async () => {
    const world = aManagedCluster();
    const { versions, tolerations } = aStack({ rdma: false });
    const job = install(world, devicePluginRelease({ versions, tolerations, rdma: false }));
    await world.until(() => jobEnd(world, job) === "Complete", "the Job");
    await world.pass(120);
    expect(world.get("v1/Node", undefined, H100)?.["status"]).toMatchObject({ allocatable: { "nvidia.com/gpu": "8" } });
  });
});
