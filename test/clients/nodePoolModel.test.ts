import type { AgentPool } from "@azure/arm-containerservice";
import { describe, expect, it } from "vitest";
import { toChangedAgentPool, toNewAgentPool, toNodePoolView } from "../../src/clients/nodePoolModel.ts";
import type { NodePoolSpec } from "../../src/domain/nodePool.ts";

function aSpec(change: Partial<NodePoolSpec> = {}): NodePoolSpec {
  return {
    name: "h100",
    vmSize: "Standard_ND96isr_H100_v5",
    count: 2,
    osSku: "Ubuntu",
    driver: "None",
    zones: [],
    labels: { team: "llm" },
    taints: ["sku=gpu:NoSchedule"],
    ...change,
  };
}

describe("a new pool", () => {
  it("asks AKS for no driver when the GPU operator brings it", () => {
    expect(toNewAgentPool(aSpec(), {}).gpuProfile).toEqual({ driver: "None" });
  });

  it("leaves the driver out when AKS brings it", () => {
    expect(toNewAgentPool(aSpec({ driver: "Install" }), {})).not.toHaveProperty("gpuProfile");
  });

  it("autoscales within the bounds that are asked for", () => {
    expect(toNewAgentPool(aSpec({ autoscale: { min: 2, max: 8 } }), {})).toMatchObject({
      enableAutoScaling: true,
      minCount: 2,
      maxCount: 8,
    });
  });
});

describe("a changed pool", () => {
  const current: AgentPool = {
    vmSize: "Standard_ND96isr_H100_v5",
    count: 5,
    maxPods: 110,
    nodeImageVersion: "AKSUbuntu-2404-202608.1.0",
    nodeLabels: { owner: "them" },
    nodeTaints: ["their=taint:NoExecute"],
    tags: { cost: "42" },
    gpuProfile: { driver: "Install" },
    enableAutoScaling: true,
    minCount: 1,
    maxCount: 9,
  };

  it("keeps what others put there", () => {
    expect(toChangedAgentPool(current, aSpec(), { preparedBy: "lamplighter" })).toMatchObject({
      maxPods: 110,
      nodeLabels: { owner: "them", team: "llm" },
      nodeTaints: ["their=taint:NoExecute", "sku=gpu:NoSchedule"],
      tags: { cost: "42", preparedBy: "lamplighter" },
      gpuProfile: { driver: "Install" },
    });
  });

  it("does not name the node image, which would roll it back", () => {
    expect(toChangedAgentPool(current, aSpec(), {})).not.toHaveProperty("nodeImageVersion");
  });

  it("leaves the count to the autoscaler when there is one", () => {
    expect(toChangedAgentPool(current, aSpec({ autoscale: { min: 2, max: 8 } }), {}).count).toBe(5);
  });

  it("has no bounds without an autoscaler: AKS refuses them", () => {
    const changed = toChangedAgentPool(current, aSpec(), {});
    expect(changed).toMatchObject({ enableAutoScaling: false, count: 2 });
    expect(changed).not.toHaveProperty("minCount");
    expect(changed).not.toHaveProperty("maxCount");
  });
});

describe("a pool as Azure tells it", () => {
  it("has no driver mode where Azure names none", () => {
    expect(toNodePoolView({ name: "cpu" })).not.toHaveProperty("driver");
  });

  it("tells by how much its upgrades exceed it, where Azure does", () => {
    expect(toNodePoolView({ upgradeSettings: { maxSurge: "2" } })).toMatchObject({ maxSurge: "2" });
    expect(toNodePoolView({ name: "cpu" })).not.toHaveProperty("maxSurge");
  });

  it("tells the innermost reason of its failure", () => {
    const message = 'Code="AllocationFailed" Message="no capacity"';
    const view = toNodePoolView({
      provisioningState: "Failed",
      status: { provisioningError: { code: "ReconcileVMSSAgentPoolFailed", message } },
    });
    expect(view.failure).toEqual({ code: "AllocationFailed", message: "no capacity", retry: "slowly" });
  });
});
