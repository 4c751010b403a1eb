/** From an empty cluster to allocatable GPUs and RDMA, by what the app applies, on the reference latencies. */
import { describe, expect, it } from "vitest";
import { infinibandRule } from "../../../../src/domain/manifests/infinibandRule.ts";
import { nicClusterPolicy } from "../../../../src/domain/manifests/nicClusterPolicy.ts";
import { aNode, aWorld, type TestWorld } from "../node/aWorld.ts";
import { aStack, createNamespaces, grantInstaller, install, jobEnd } from "./appObjects.ts";

const H100 = "aks-h100-12345678-vmss000000";
const NC24 = "aks-nc24-12345678-vmss000000";
const SYSTEM = "aks-system-12345678-vmss000000";

const aSystemNode = () =>
  aNode(SYSTEM, {
    pool: "system",
    vmSize: "Standard_D8ds_v5",
    hardware: { gpus: 0, gpuModel: "A100", infinibandDevices: 0 },
  });
const aSmallNode = () =>
  aNode(NC24, {
    pool: "nc24",
    vmSize: "Standard_NC24ads_A100_v4",
    hardware: { gpus: 1, gpuModel: "A100", infinibandDevices: 0 },
    taints: [{ key: "sku", value: "gpu", effect: "NoSchedule" }],
  });

function aClusterWith(...nodes: ReturnType<typeof aNode>[]): TestWorld {
  const world = aWorld();
  for (const node of [aSystemNode(), ...nodes]) world.addNode(node);
  createNamespaces(world, "lamplighter-system", "network-operator", "gpu-operator");
  grantInstaller(world);
  return world;
}

async function prepare(world: TestWorld, rdma: boolean): Promise<void> {
  const stack = aStack({ rdma });
  const jobs = stack.releases.map((release) => install(world, release));
  await world.until(() => jobs.every((job) => jobEnd(world, job) === "Complete"), "the charts' Jobs to complete");
  if (!rdma) return;
  world.create(infinibandRule());
  world.create(nicClusterPolicy(stack));
}

const allocatable = (world: TestWorld, node: string, resource: string) => {
  const status = world.get("v1/Node", undefined, node)?.["status"] as { allocatable: Record<string, string> };
  return status.allocatable[resource];
};
const labelsOf = (world: TestWorld, node: string) => world.get("v1/Node", undefined, node)?.metadata.labels ?? {};
const stateOf = (world: TestWorld, kind: string, name: string) =>
  (world.get(kind, undefined, name)?.["status"] as { state?: string } | undefined)?.state;

describe("the self-managed stack", () => {
  it("makes an H100 node announce 8 GPUs and 8 RDMA shares, with its modules loaded", async () => {
    const world = aClusterWith(aNode(H100));
    await prepare(world, true);
    await world.until(() => allocatable(world, H100, "nvidia.com/gpu") === "8", "8 GPUs");
    expect(allocatable(world, H100, "rdma/ib")).toBe("8");
    expect(labelsOf(world, H100)).toMatchObject({
      "feature.node.kubernetes.io/pci-10de.present": "true",
      "feature.node.kubernetes.io/pci-15b3.present": "true",
      "network.nvidia.com/operator.mofed.wait": "false",
      "nvidia.com/gpu.present": "true",
    });
    await world.until(
      () =>
        stateOf(world, "mellanox.com/v1alpha1/NicClusterPolicy", "nic-cluster-policy") === "ready" &&
        stateOf(world, "nvidia.com/v1/ClusterPolicy", "cluster-policy") === "ready",
      "both policies to be ready",
    );
    expect(world.readNodeFile(H100, "proc/modules")).toMatch(/^nvidia_peermem /m);
    expect(world.readNodeFile(H100, "sys/class/infiniband/mlx5_7/ports/1/link_layer")).toBe("InfiniBand\n");
    expect(world.readNodeFile(H100, "sys/class/infiniband/mlx5_8/ports/1/link_layer")).toBe("Ethernet\n");
    expect(world.readNodeFile(H100, "sys/module/mlx5_core/version")).toBe("25.07-0.9.7\n");
    expect(world.readNodeFile(H100, "etc/containerd/config.toml")).toContain('default_runtime_name = "nvidia"');
  });

  it("leaves CPU nodes alone, though their accelerated networking shows a Mellanox NIC", async () => {
    const world = aClusterWith(aNode(H100));
    await prepare(world, true);
    await world.until(() => allocatable(world, H100, "nvidia.com/gpu") === "8", "8 GPUs");
    expect(labelsOf(world, SYSTEM)["feature.node.kubernetes.io/pci-15b3.present"]).toBeUndefined();
    expect(world.cluster.store.list("v1/Pod", { namespace: "network-operator", nodeName: SYSTEM }).map(nameOf)).toEqual(
      expect.not.arrayContaining([expect.stringMatching(/^mofed/)]),
    );
  });

  it("makes an NC24 node announce its one GPU without any RDMA", async () => {
    const world = aClusterWith(aSmallNode());
    await prepare(world, false);
    await world.until(() => allocatable(world, NC24, "nvidia.com/gpu") === "1", "1 GPU");
    expect(allocatable(world, NC24, "rdma/ib")).toBeUndefined();
    expect(world.readNodeFile(NC24, "proc/modules")).not.toContain("nvidia_peermem");
    await world.until(() => labelsOf(world, NC24)["nvidia.com/gpu.count"] === "1", "GPU labels");
    expect(labelsOf(world, NC24)["nvidia.com/gpu.product"]).toBe("NVIDIA-A100-80GB-PCIe");
  });

  it("installs the driver after OFED on InfiniBand nodes, and without waiting on the others", async () => {
    const world = aClusterWith(aNode(H100), aSmallNode());
    await prepare(world, true);
    await world.until(() => allocatable(world, NC24, "nvidia.com/gpu") === "1", "1 GPU on the small node");
    expect(allocatable(world, H100, "nvidia.com/gpu")).toBeUndefined();
    await world.until(() => allocatable(world, H100, "nvidia.com/gpu") === "8", "8 GPUs");
  });

  it("goes on after the simulator was killed in the middle", async () => {
    const first = aClusterWith(aNode(H100));
    await prepare(first, true);
    await first.until(
      () => labelsOf(first, H100)["network.nvidia.com/operator.mofed.wait"] === "true",
      "OFED to start",
    );
    const second = first.reopen();
    await second.until(() => allocatable(second, H100, "nvidia.com/gpu") === "8", "8 GPUs");
    expect(allocatable(second, H100, "rdma/ib")).toBe("8");
  });
});

describe("an operator without matching nodes", () => {
  it("is ready when it is the GPU operator, not ready when it is the network operator", async () => {
    const world = aClusterWith();
    await prepare(world, true);
    await world.pass(300);
    expect(stateOf(world, "nvidia.com/v1/ClusterPolicy", "cluster-policy")).toBe("ready");
    expect(stateOf(world, "mellanox.com/v1alpha1/NicClusterPolicy", "nic-cluster-policy")).toBe("notReady");
  });
});

function nameOf({ metadata }: { metadata: { name: string } }): string {
  return metadata.name;
}
