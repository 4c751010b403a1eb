/** Nodes whose driver is AKS's own: the peermem reloader and the device plugin's chart. */
import { afterEach, describe, expect, it } from "vitest";
import { infinibandRule } from "../../../../src/domain/manifests/infinibandRule.ts";
import { nicClusterPolicy } from "../../../../src/domain/manifests/nicClusterPolicy.ts";
import { aNode, aWorld, type TestWorld } from "../node/aWorld.ts";
import { aStack, createNamespaces, grantInstaller, install, jobEnd } from "./appObjects.ts";

const H100 = "aks-h100-12345678-vmss000000";
const worlds: TestWorld[] = [];

function aManagedCluster(): TestWorld {
  const world = aWorld();
  worlds.push(world);
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

afterEach(() => {
  for (const world of worlds.splice(0)) world.stop();
});

const tolerations = [{ key: "sku", operator: "Equal", value: "gpu", effect: "NoSchedule" }];
const onGpuNodes = {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [
        { matchExpressions: [{ key: "kubernetes.azure.com/accelerator", operator: "In", values: ["nvidia"] }] },
      ],
    },
  },
};

function peermemReloader() {
  const labels = { app: "nvidia-peermem-reloader" };
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name: "nvidia-peermem-reloader", namespace: "gpu-resources" },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          affinity: onGpuNodes,
          tolerations,
          containers: [
            {
              name: "reloader",
              image: "mcr.microsoft.com/azurelinux/busybox:1.36",
              command: ["/bin/sh", "-c", "while true; do chroot /host modprobe nvidia-peermem; sleep 300; done"],
              volumeMounts: [{ name: "host", mountPath: "/host" }],
            },
          ],
          volumes: [{ name: "host", hostPath: { path: "/" } }],
        },
      },
    },
  };
}

describe("an AKS-managed H100 node", () => {
  it("has its driver from the start; peermem is loaded once OFED is there", async () => {
    const world = aManagedCluster();
    expect(world.readNodeFile(H100, "sys/module/nvidia/version")).toMatch(/^\d+\.\d+/);
    world.create(peermemReloader());
    await world.pass(1000);
    expect(world.readNodeFile(H100, "proc/modules")).not.toContain("nvidia_peermem");
    const [pod] = world.cluster.store.list("v1/Pod", { namespace: "gpu-resources" });
    expect(pod?.["status"]).toMatchObject({ phase: "Running", containerStatuses: [{ ready: true, restartCount: 0 }] });
    expect(world.podLogs.read(pod?.metadata.uid ?? "", "reloader")).toContain("could not insert 'nvidia_peermem'");

    const stack = aStack({ rdma: true });
    const [networkOperator] = stack.releases;
    if (networkOperator !== undefined) install(world, networkOperator);
    world.create(infinibandRule());
    world.create(nicClusterPolicy(stack));
    await world.until(() => world.machines.get(H100).machine.peermemLoaded, "peermem");
    expect(world.readNodeFile(H100, "proc/modules")).toMatch(/^nvidia_peermem /m);
  });

  it("announces its GPUs through the device plugin's chart", async () => {
    const world = aManagedCluster();
    const job = install(world, {
      name: "nvidia-device-plugin",
      namespace: "kube-system",
      chart: "nvdp/nvidia-device-plugin",
      repository: { name: "nvdp", url: "https://nvidia.github.io/k8s-device-plugin" },
      version: "0.17.4",
      values: { nfd: { enabled: false }, gfd: { enabled: false }, tolerations, affinity: onGpuNodes },
    });
    await world.until(() => jobEnd(world, job) === "Complete", "the Job");
    await world.pass(120);
    expect(world.get("v1/Node", undefined, H100)?.["status"]).toMatchObject({ allocatable: { "nvidia.com/gpu": "8" } });
  });
});
