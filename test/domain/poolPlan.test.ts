import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { NodePoolSpec, NodePoolView } from "../../src/domain/nodePool.ts";
import { planPool } from "../../src/domain/poolPlan.ts";
import { aPool, aPoolSpec, poolMadeOf } from "../support/pools.ts";

const decide = (wanted: Partial<NodePoolSpec>, existing?: Partial<NodePoolView>) =>
  planPool(aPoolSpec(wanted), existing === undefined ? undefined : aPool(existing));

const obstacles = (wanted: Partial<NodePoolSpec>, existing: Partial<NodePoolView>) =>
  decide(wanted, existing).findings.map(
    ({ code, severity, subject, found }) => `${code} ${severity} ${subject} ${found}`,
  );

describe("a pool", () => {
  it("is created when there is none of that name", () => {
    expect(decide({ zones: ["1"] })).toEqual({ action: "create", spec: aPoolSpec({ zones: ["1"] }), findings: [] });
  });

  it("is left alone when it is as asked", () => {
    expect(decide({}, {})).toMatchObject({ action: "none", findings: [] });
  });

  it("gets more nodes when more are asked for", () => {
    expect(decide({ count: 4 }, { count: 2 })).toMatchObject({ action: "update", spec: { count: 4 } });
  });

  it("keeps the nodes that it has when fewer are asked for", () => {
    expect(decide({ count: 1 }, { count: 3 })).toMatchObject({ action: "none", spec: { count: 3 } });
  });

  it("gets the labels and taints that are asked for and keeps those of others", () => {
    const decision = decide(
      { labels: { team: "llm-d", tier: "gold" }, taints: ["sku=gpu:NoSchedule"] },
      { labels: { owner: "them", tier: "silver" }, taints: ["theirs=1:NoExecute"] },
    );
    expect(decision.action).toBe("update");
    expect(decision.spec.labels).toEqual({ owner: "them", team: "llm-d", tier: "gold" });
    expect(decision.spec.taints).toEqual(["theirs=1:NoExecute", "sku=gpu:NoSchedule"]);
  });

  it("keeps its zones, size and autoscaler", () => {
    const { action, spec } = decide({}, { zones: ["2", "3"], autoscale: { min: 1, max: 8 } });
    expect(action).toBe("none");
    expect(spec).toMatchObject({ zones: ["2", "3"], autoscale: { min: 1, max: 8 } });
  });

  it("is given the bounds that are asked for, as its autoscaler is turned on or its bounds change", () => {
    const autoscale = { min: 1, max: 8 };
    expect(decide({ autoscale })).toMatchObject({ action: "create", spec: { count: 2, autoscale } });
    expect(decide({ autoscale, count: 4 }, {})).toMatchObject({ action: "update", spec: { count: 4, autoscale } });
    const others = { autoscale: { min: 0, max: 4 } };
    expect(decide({ autoscale }, others)).toMatchObject({ action: "update", spec: { count: 2, autoscale } });
    expect(decide({ autoscale }, { autoscale })).toMatchObject({ action: "none" });
  });

  it("has as many nodes as its autoscaler keeps, and the least that is asked for", () => {
    const asked = { count: 6, autoscale: { min: 3, max: 8 } };
    expect(decide(asked, { count: 5, autoscale: { min: 0, max: 8 } }).spec.count).toBe(5);
    expect(decide(asked, { count: 1, autoscale: { min: 0, max: 8 } }).spec.count).toBe(3);
    expect(
      decide({ count: 1, autoscale: { min: 0, max: 8 } }, { count: 0, autoscale: { min: 0, max: 8 } }),
    ).toMatchObject({
      action: "none",
      spec: { count: 0 },
    });
  });

  it.each(["Failed", "Canceled"])("that is %s is asked for again although its settings are right", (state) => {
    expect(decide({}, { provisioningState: state }).action).toBe("update");
  });

  it("that is being deleted is asked for again", () => {
    expect(decide({}, { provisioningState: "Deleting" }).action).toBe("update");
  });

  it.each(["Succeeded", "Creating", "Updating", "Scaling"])("that is %s as asked is not asked for twice", (state) => {
    expect(decide({}, { provisioningState: state }).action).toBe("none");
  });
});

describe("what cannot be changed", () => {
  it.each<[what: string, wanted: Partial<NodePoolSpec>, existing: Partial<NodePoolView>, found: string]>([
    ["the size", {}, { vmSize: "Standard_NC24ads_A100_v4" }, "size Standard_NC24ads_A100_v4"],
    ["the driver", {}, { driver: "Install" }, "driver Install"],
    ["the OS", { osSku: "Ubuntu2404" }, { osSku: "Ubuntu2204" }, "OS Ubuntu2204"],
    ["another OS altogether", {}, { osSku: "AzureLinux" }, "OS AzureLinux"],
    ["the zones", { zones: ["1", "2"] }, { zones: ["1"] }, "zones 1"],
    ["zones where there are none", { zones: ["1"] }, { zones: [] }, "zones none"],
    [
      "what Ubuntu stands for before 1.35",
      { osSku: "Ubuntu2404" },
      { osSku: "Ubuntu", kubernetesVersion: "1.34.9" },
      "OS Ubuntu",
    ],
    [
      "what Ubuntu stands for from 1.35",
      { osSku: "Ubuntu2204" },
      { osSku: "Ubuntu", kubernetesVersion: "1.35.0" },
      "OS Ubuntu",
    ],
    [
      "the value of a taint",
      { taints: ["sku=llm:NoSchedule"] },
      { taints: ["sku=gpu:NoSchedule"] },
      "taint sku=gpu:NoSchedule",
    ],
    [
      "what the autoscaler decides",
      { count: 4 },
      { autoscale: { min: 1, max: 8 }, count: 2 },
      "autoscaler (1 to 8) keeps 2",
    ],
    [
      "a max that would take nodes away",
      { autoscale: { min: 1, max: 3 } },
      { count: 5 },
      "5 nodes; asked for an autoscaler that keeps at most 3",
    ],
  ])("blocks: %s", (_what, wanted, existing, found) => {
    const [first, ...others] = obstacles(wanted, existing);
    expect(first).toContain("PoolImmutableMismatch block pool/h100");
    expect(first).toContain(found);
    expect(others).toEqual([]);
  });

  it.each<[what: string, wanted: Partial<NodePoolSpec>, existing: Partial<NodePoolView>]>([
    ["a size in another spelling", {}, { vmSize: "standard_nd96isr_h100_v5" }],
    ["Ubuntu where a release of it is", { osSku: "Ubuntu" }, { osSku: "Ubuntu2204" }],
    ["the release that Ubuntu stands for", { osSku: "Ubuntu2204" }, { osSku: "Ubuntu", kubernetesVersion: "1.34.2" }],
    [
      "the newer release that Ubuntu stands for",
      { osSku: "Ubuntu2404" },
      { osSku: "Ubuntu", kubernetesVersion: "1.35.1" },
    ],
    ["the same zones in another order", { zones: ["2", "1"] }, { zones: ["1", "2"] }],
    ["any zone", { zones: [] }, { zones: ["3"] }],
    ["one taint key with another effect", { taints: ["sku=gpu:NoExecute"] }, { taints: ["sku=gpu:NoSchedule"] }],
    ["no more nodes than the autoscaler keeps", { count: 2 }, { autoscale: { min: 1, max: 8 }, count: 5 }],
  ])("does not stand in the way of %s", (_what, wanted, existing) => {
    expect(obstacles(wanted, existing)).toEqual([]);
  });

  it("does not stand in the way of AKS's driver where Azure names no mode", () => {
    const { driver: _none, ...existing } = aPool();
    expect(planPool(aPoolSpec({ driver: "Install" }), existing).findings).toEqual([]);
  });

  it("is named all at once", () => {
    expect(
      obstacles({ zones: ["1"] }, { vmSize: "Standard_ND96asr_v4", driver: "Install", osSku: "Windows2022" }),
    ).toHaveLength(4);
  });
});

describe("for any pool", () => {
  const labels = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.constantFrom("1", "2"));
  const taints = fc.uniqueArray(fc.constantFrom("a=1:NoSchedule", "b=2:NoExecute", "c:NoSchedule"));
  const change = fc.record({ count: fc.integer({ min: 1, max: 9 }), labels, taints });
  const autoscale = fc.constantFrom(undefined, { min: 0, max: 9 }, { min: 1, max: 4 }, { min: 5, max: 9 });
  const size = fc
    .record({ count: fc.integer({ min: 1, max: 9 }), autoscale })
    .map(({ count, autoscale: bounds }) => ({ count, ...(bounds === undefined ? {} : { autoscale: bounds }) }));

  it("no node is taken away, and the number of nodes is within the bounds, unless that is refused", () => {
    fc.assert(
      fc.property(size, size, (wanted, existing) => {
        const { spec, findings } = decide(wanted, existing);
        expect(spec.count).toBeGreaterThanOrEqual(existing.count);
        const { min = 1, max = 9 } = wanted.autoscale ?? {};
        fc.pre(min <= wanted.count && wanted.count <= max);
        if (findings.length > 0) return;
        expect(spec.count).toBeGreaterThanOrEqual(min);
        expect(spec.count).toBeLessThanOrEqual(max);
      }),
    );
  });

  it("nothing is left to do once the decision has been carried out", () => {
    fc.assert(
      fc.property(change, change, (wanted, existing) => {
        const { spec } = decide(wanted, existing);
        expect(planPool(aPoolSpec(wanted), poolMadeOf(spec)).action).toBe("none");
      }),
    );
  });

  it("nothing is taken away: no node, no label, no taint", () => {
    fc.assert(
      fc.property(change, change, (wanted, existing) => {
        const { spec } = decide(wanted, existing);
        expect(spec.count).toBeGreaterThanOrEqual(Math.max(wanted.count, existing.count));
        expect(Object.keys(spec.labels)).toEqual(expect.arrayContaining(Object.keys(existing.labels)));
        expect(spec.taints).toEqual(expect.arrayContaining([...existing.taints, ...wanted.taints]));
      }),
    );
  });
});

describe("a gated pool", () => {
  const gated = aPoolSpec({ initializationTaints: ["lamplighter.dev/unprepared=true:NoSchedule"] });

  it("is updated when new nodes would come without the taint, and keeps others' beside it", () => {
    expect(planPool(gated, aPool({ initializationTaints: ["theirs:NoSchedule"] }))).toMatchObject({
      action: "update",
      spec: { initializationTaints: ["theirs:NoSchedule", "lamplighter.dev/unprepared=true:NoSchedule"] },
    });
    expect(planPool(gated, aPool({ initializationTaints: gated.initializationTaints ?? [] }))).toMatchObject({
      action: "none",
    });
  });

  it("is left as it is by a request without gate, and where its taints were not read", () => {
    const { action, spec } = planPool(aPoolSpec(), aPool({ initializationTaints: ["theirs:NoSchedule"] }));
    expect(action).toBe("none");
    expect(spec).not.toHaveProperty("initializationTaints");
    expect(planPool(gated, aPool()).action).toBe("none");
  });
});
