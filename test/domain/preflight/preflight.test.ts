/** What a plan says when something stands in the way, and when it does not. */
import { describe, expect, it } from "vitest";
import type { Inventory } from "../../../src/domain/inventory.ts";
import { aCluster, anInventory, anOffer, aPlan, aQuota } from "../../support/plans.ts";
import { aPool } from "../../support/pools.ts";
import { A100, aPoolBody, aRequest, type Changes, H100 } from "../../support/requests.ts";

function codes(pool: Changes, world: Partial<Inventory> = {}): string[] {
  const plan = aPlan(aRequest({ nodePools: [aPoolBody(pool)] }), anInventory(world));
  return plan.findings.map(({ code, subject }) => `${code} ${subject}`);
}

const NO_QUOTA = { quotas: [aQuota({ limit: 0 }), aQuota({ name: "cores", limit: 0 })] };

describe("limits", () => {
  it("are those of new nodes alone: what is there needs none", () => {
    expect(codes({ count: 2 }, { ...NO_QUOTA, offers: [], nodePools: [aPool({ count: 2 })] })).toEqual([]);
    expect(codes({ count: 1 }, { ...NO_QUOTA, offers: [], nodePools: [aPool({ count: 2 })] })).toEqual([]);
  });

  it("count the nodes that a pool gets more, and the surge of the pool that it becomes", () => {
    const grown = { nodePools: [aPool({ count: 10 })] };
    const quotas = (limit: number) => [aQuota({ limit }), aQuota({ name: "cores" })];
    expect(codes({ count: 11 }, { ...grown, quotas: quotas(3 * 96) })).toEqual([]);
    expect(codes({ count: 11 }, { ...grown, quotas: quotas(3 * 96 - 1) })).toEqual([
      "QuotaInsufficient quota/standardGpuFamily",
    ]);
  });

  it("are asked in the zones that a grown pool has", () => {
    const world = { nodePools: [aPool({ count: 1, zones: ["3"] })], offers: [anOffer({ vmSize: H100, zones: ["1"] })] };
    expect(codes({ count: 2 }, world)).toEqual(["SkuNotOffered pool/h100"]);
  });

  it("are not told of a pool that is another one", () => {
    expect(codes({ count: 4 }, { ...NO_QUOTA, nodePools: [aPool({ vmSize: A100 })] })).toEqual([
      "PoolImmutableMismatch pool/h100",
    ]);
  });

  it("that were not read are never taken for enough", () => {
    expect(() => codes({}, { offers: undefined })).toThrow(/have not been read/);
    expect(() => codes({}, { quotas: undefined })).toThrow(/have not been read/);
  });
});

describe("a read that Azure refuses", () => {
  const scope = "/subscriptions/6f1d3c1e-7c34-4a5b-9d0e-2f4f6f1f0a11";
  const skus = { action: "Microsoft.Compute/skus/read", scope };
  const usages = { action: "Microsoft.Compute/locations/usages/read", scope };

  it("blocks, naming the right, where it is missing and a role that has it", () => {
    const plan = aPlan(aRequest(), anInventory({ offers: undefined, quotas: undefined, refused: [skus, usages] }));
    expect(plan.findings).toMatchObject([
      { code: "MissingArmPermission", severity: "block", subject: "subscription" },
      { code: "MissingArmPermission", severity: "block", subject: "subscription" },
    ]);
    expect(plan.findings.map(({ found }) => found)).toEqual([
      expect.stringContaining(`${skus.action} on ${scope}`),
      expect.stringContaining(`${usages.action} on ${scope}`),
    ]);
    expect(plan.findings[0]?.action).toMatch(/Reader/);
  });

  it("of the quotas does not hide that a size is not to be had", () => {
    expect(codes({}, { offers: [], quotas: undefined, refused: [usages] })).toEqual([
      "MissingArmPermission subscription",
      "SkuNotOffered pool/h100",
    ]);
  });

  it("of the cluster is not taken for its absence", () => {
    const read = {
      action: "Microsoft.ContainerService/managedClusters/read",
      scope: `${scope}/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c`,
    };
    expect(codes({}, { cluster: undefined, refused: [read] })).toEqual(["MissingArmPermission cluster"]);
  });
});

describe("the Ubuntu release of a new pool", () => {
  it.each<[osSku: string, kubernetesVersion: string, found: string[]]>([
    ["Ubuntu2404", "1.31.9", ["KubernetesTooOld pool/h100"]],
    ["Ubuntu2404", "1.32.0", []],
    ["Ubuntu2404", "1.38.4", []],
    ["Ubuntu2404", "1.39.0", ["VersionIncompatible pool/h100"]],
    ["Ubuntu2204", "1.34.9", []],
    ["Ubuntu2204", "1.35.0", ["VersionIncompatible pool/h100"]],
    ["Ubuntu", "1.28.0", []],
    ["Ubuntu", "1.40.0", []],
  ])("%s on Kubernetes %s: %j", (osSku, kubernetesVersion, found) => {
    expect(codes({ osSku }, { cluster: aCluster({ kubernetesVersion }) })).toEqual(found);
  });

  it("is no matter any more once the pool is there", () => {
    const world = { cluster: aCluster({ kubernetesVersion: "1.35.0" }), nodePools: [aPool({ osSku: "Ubuntu2204" })] };
    expect(codes({ osSku: "Ubuntu2204", count: 3 }, world)).toEqual([]);
  });
});

it("everything that stands in the way is told at once", () => {
  const world = {
    cluster: aCluster({ powerState: "Stopped" as const, kubernetesVersion: "1.31.0" }),
    nodePools: [aPool({ name: "theirs", driver: "Install" as const })],
    offers: [anOffer({ vmSize: H100, restrictions: [{ reasonCode: "QuotaId" }] })],
    ...NO_QUOTA,
  };
  expect(codes({ osSku: "Ubuntu2404" }, world)).toEqual([
    "ClusterNotRunning cluster",
    "DriverModeConflict pool/theirs",
    "KubernetesTooOld pool/h100",
    "SkuRestricted pool/h100",
    "QuotaInsufficient quota/standardGpuFamily",
    "QuotaInsufficient quota/cores",
  ]);
});
