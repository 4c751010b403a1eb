/** The subscription's InfiniBand feature, a second NFD, and pools whose nodes come back. */
import { describe, expect, it } from "vitest";
import type { Inventory } from "../../../src/domain/inventory.ts";
import { isBlocked } from "../../../src/domain/plan.ts";
import { anInventory, aPlan, inventoryAfter } from "../../support/plans.ts";
import { aPool } from "../../support/pools.ts";
import { A100, aPoolBody, aRequest } from "../../support/requests.ts";

const plan = (changes: Partial<Inventory>, registerFeature = false) =>
  aPlan(aRequest({ allow: { registerFeature } }), anInventory(changes));

describe("the InfiniBand feature", () => {
  it("that nobody has registered blocks, and says how to", () => {
    const made = plan({ infinibandFeature: "NotRegistered" });
    expect(made.findings).toMatchObject([{ code: "FeatureNotRegistered", severity: "block", subject: "subscription" }]);
    expect(made.findings[0]?.action).toMatch(/allow\.registerFeature.*az feature register .*AKSInfinibandSupport/);
    expect(made.feature).toBeUndefined();
  });

  it.each(["NotRegistered", "Unregistered"])("in state %s is registered when that is allowed", (state) => {
    const made = plan({ infinibandFeature: state }, true);
    expect(isBlocked(made)).toBe(false);
    expect(made.findings).toMatchObject([{ code: "FeatureNotRegistered", severity: "warn" }]);
    expect(made.feature).toBe("register");
    expect(made.steps[0]).toMatchObject({ step: "ensureFeature", action: "register AKSInfinibandSupport" });
  });

  it.each(["Registering", "Pending"])("in state %s is waited for, whoever asked", (state) => {
    const made = plan({ infinibandFeature: state });
    expect(isBlocked(made)).toBe(false);
    expect(made.feature).toBe("await");
    expect(made.steps[0]).toMatchObject({ step: "ensureFeature", action: "nothing" });
  });

  it.each(["Registered", undefined])("in state %s needs nothing", (state) => {
    const made = plan({ infinibandFeature: state }, true);
    expect(made.findings).toEqual([]);
    expect(made.steps.map(({ step }) => step)).not.toContain("ensureFeature");
  });
});

describe("a second node-feature-discovery", () => {
  const foreign = { namespace: "nfd", name: "nfd-worker" };

  it("blocks, and is named", () => {
    const made = plan({ featureDiscoveries: [foreign, { ...foreign, namespace: "monitoring", release: "theirs" }] });
    expect(made.findings).toMatchObject([
      { code: "DuplicateNfd", severity: "block", subject: "daemonset/nfd/nfd-worker" },
      { code: "DuplicateNfd", subject: "daemonset/monitoring/nfd-worker" },
    ]);
    expect(made.findings[1]?.found).toContain("release theirs");
  });

  it("is none that our own charts bring", () => {
    const featureDiscoveries = ["network-operator", "gpu-operator"].map((release) => ({ ...foreign, release }));
    expect(plan({ featureDiscoveries }).findings).toEqual([]);
  });

  it("is none where our charts bring none", () => {
    const request = aRequest({ profile: "aks-managed", nodePools: [aPoolBody({ vmSize: A100 })] });
    expect(aPlan(request, anInventory({ featureDiscoveries: [foreign] })).findings).toEqual([]);
  });
});

describe("a pool whose nodes are deallocated when they are taken away", () => {
  it("is warned of", () => {
    const made = plan({ nodePools: [aPool({ scaleDownMode: "Deallocate" })] });
    expect(isBlocked(made)).toBe(false);
    expect(made.findings).toMatchObject([{ code: "ScaleDownDeallocates", severity: "warn", subject: "pool/h100" }]);
  });

  it("is not, when its nodes are deleted", () => {
    expect(plan({ ...inventoryAfter(aPlan()), nodePools: [aPool({ scaleDownMode: "Delete" })] }).findings).toEqual([]);
  });
});
