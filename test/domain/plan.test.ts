import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Inventory, StackObjectView } from "../../src/domain/inventory.ts";
import { DEFAULT_PACING } from "../../src/domain/pacing.ts";
import { isBlocked, type Plan } from "../../src/domain/plan.ts";
import { aCluster, anInventory, aPlan, inventoryAfter, releaseMadeOf } from "../support/plans.ts";
import { aPool } from "../support/pools.ts";
import { A100, aPoolBody, aRequest } from "../support/requests.ts";

const actionsOf = (plan: Plan) =>
  Object.fromEntries(plan.steps.map(({ step, subject, action }) => [`${step} ${subject}`, action]));
const codesOf = (plan: Plan) => plan.findings.map(({ code, subject }) => `${code} ${subject}`);
const releasesOf = (plan: Plan) => plan.stack.releases.map((release) => release.name);
const valuesOf = (plan: Plan, name: string) => plan.stack.releases.find((release) => release.name === name)?.values;

describe("a plan for an empty cluster", () => {
  it("creates the pool, installs every chart, prepares the nodes and verifies, each with its reason", () => {
    const plan = aPlan();
    expect(isBlocked(plan)).toBe(false);
    expect(actionsOf(plan)).toMatchObject({
      "ensureNodePool pool/h100": "create the node pool",
      "installStack release/network-operator": "install nvidia/network-operator v25.7.0",
      "installStack release/gpu-operator": "install nvidia/gpu-operator v25.3.4",
      "verifyCluster cluster": "nothing",
    });
    for (const step of plan.steps) expect(step.reason).not.toBe("");
  });

  it("expects of each node what the catalogue says", () => {
    expect(aPlan().pools[0]?.expectation).toEqual({
      vmSize: expect.stringContaining("H100") as string,
      gpus: 8,
      rdma: 8,
      infinibandPorts: 8,
      driver: "None",
    });
  });

  it("leaves the driver to the GPU operator, or to AKS, as the profile says", () => {
    expect(aPlan().pools[0]?.spec.driver).toBe("None");
    const managed = aPlan(aRequest({ profile: "aks-managed" }));
    expect(managed.pools[0]?.spec.driver).toBe("Install");
    expect(releasesOf(managed)).toEqual(["network-operator", "nvidia-device-plugin"]);
  });
});

describe("a plan for a prepared cluster", () => {
  it("is empty of changes, disturbs nobody, and is over as soon as the nodes are verified", () => {
    const again = aPlan(aRequest(), inventoryAfter(aPlan()));
    for (const { change, action, disrupts } of again.steps) {
      expect({ change, action, disrupts }).toEqual({ change: "none", action: "nothing", disrupts: false });
    }
    expect(again.gpus).toEqual({ total: 16, added: 0 });
    expect(again.expectedSeconds).toBe(2 * DEFAULT_PACING.probeExpectedSeconds);
  });

  it("made twice has the same hash, whatever has come and gone without changing a decision", () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.nat(), (etag, used, limit) => {
        const world = inventoryAfter(aPlan());
        const nodePools = world.nodePools.map((pool) => ({ ...pool, etag, nodeImageVersion: etag }));
        const quotas = world.quotas?.map((quota) => ({ ...quota, used, limit }));
        expect(aPlan(aRequest(), { ...world, nodePools, quotas }).hash).toBe(aPlan(aRequest(), world).hash);
      }),
    );
  });

  it("names the nodes that it may disturb: those that were not proven as they are now", () => {
    const world = inventoryAfter(aPlan());
    const nodes = world.nodes?.map((node, index) => ({ ...node, proven: index > 0 }));
    const step = aPlan(aRequest(), { ...world, nodes }).steps.find((found) => found.step === "prepareNodes");
    expect(step).toMatchObject({ change: "update", disrupts: true, disturbs: ["aks-h100-0"] });
  });

  it("takes nodes that could not be read for such that may be disturbed", () => {
    const world = { ...inventoryAfter(aPlan()), nodes: undefined };
    const step = aPlan(aRequest(), world).steps.find((found) => found.step === "prepareNodes");
    expect(step).toMatchObject({ change: "update", disrupts: true });
    expect(step?.disturbs).toBeUndefined();
  });

  it("asks for a failed pool again", () => {
    const world = anInventory({ nodePools: [aPool({ provisioningState: "Failed" })] });
    expect(aPlan(aRequest(), world).pools[0]?.action).toBe("update");
  });

  it("never takes nodes away", () => {
    const plan = aPlan(
      aRequest({ nodePools: [aPoolBody({ count: 1 })] }),
      anInventory({ nodePools: [aPool({ count: 7 })] }),
    );
    expect(plan.pools[0]).toMatchObject({ action: "none", spec: { count: 7 } });
  });

  it("upgrades a release that differs and says that running workloads may notice", () => {
    const world = inventoryAfter(aPlan());
    const releases = world.releases.map((release) => ({ ...release, chartVersion: "v25.3.0" }));
    const step = aPlan(aRequest(), { ...world, releases }).steps.find(
      ({ subject }) => subject === "release/gpu-operator",
    );
    expect(step).toMatchObject({ disrupts: true, reason: "the release is different" });
  });
});

describe("what stands beside the charts", () => {
  const objects = (state: StackObjectView["state"]): StackObjectView[] => [
    { kind: "Namespace", name: "network-operator", state },
    { kind: "NicClusterPolicy", name: "nic-cluster-policy", state },
    { kind: "DaemonSet", name: "nri-plugin-ulimit-adjuster", state },
  ];
  const planWith = (state: StackObjectView["state"]) => {
    return aPlan(aRequest(), { ...inventoryAfter(aPlan()), stackObjects: objects(state) });
  };
  const changing = ({ steps }: Plan) =>
    steps.filter(({ change }) => change !== "none").map(({ subject, change, disrupts }) => [subject, change, disrupts]);

  it("is no step to take while it is as it shall be", () => {
    expect(changing(planWith("current"))).toEqual([]);
  });

  it("is changed back, and another OFED may disturb who uses InfiniBand", () => {
    expect(changing(planWith("different"))).toEqual([
      ["namespace/network-operator", "update", false],
      ["nicclusterpolicy/nic-cluster-policy", "update", true],
      ["daemonset/nri-plugin-ulimit-adjuster", "update", false],
      ["pool/h100", "update", true],
    ]);
    expect(planWith("different").hash).not.toBe(planWith("current").hash);
  });
});

describe("when the steps of a plan go on", () => {
  it("pools and charts begin together; the nodes' stack waits for both, verification for everything", () => {
    const plan = aPlan();
    const times = Object.fromEntries(
      plan.steps.map((step) => [`${step.step} ${step.subject}`, [step.startsAfterSeconds, step.expectedSeconds]]),
    );
    expect(times).toEqual({
      "ensureNodePool pool/h100": [0, 300],
      "installStack release/network-operator": [0, 40],
      "installStack release/gpu-operator": [0, 40],
      "installNodeStack pool/h100": [300, 650],
      "prepareNodes pool/h100": [950, 18],
      "verifyCluster cluster": [968, 6],
    });
    expect(plan.expectedSeconds).toBe(974);
    expect(plan.gpus).toEqual({ total: 16, added: 16 });
  });

  it("a pool of new nodes disturbs nobody", () => {
    for (const { disrupts } of aPlan().steps) expect(disrupts).toBe(false);
  });
});

describe("a plan that was approved", () => {
  it("is followed while nothing has changed, in any spelling of the cluster's name", () => {
    const { hash } = aPlan();
    const shouted = { ...aRequest().cluster, name: aRequest().cluster.name.toUpperCase() };
    expect(codesOf(aPlan(aRequest({ planHash: hash })))).toEqual([]);
    expect(codesOf(aPlan(aRequest({ planHash: hash, cluster: shouted })))).toEqual([]);
    expect(aPlan(aRequest({ planHash: hash })).hash).toBe(hash);
  });

  it("blocks when the world has moved, and says what is different", () => {
    const { hash } = aPlan();
    const plan = aPlan(aRequest({ planHash: hash }), anInventory({ nodePools: [aPool()] }));
    expect(isBlocked(plan)).toBe(true);
    expect(codesOf(plan)).toEqual(["PlanChanged cluster"]);
    expect(plan.findings[0]?.found).toContain("pool/h100 was create and is none");
    expect(plan.difference).toContainEqual({ part: "pool/h100", change: "changed", was: "create", now: "none" });
  });

  it("blocks when something stands in the way that did not before", () => {
    const { hash } = aPlan();
    const stopped = anInventory({ cluster: aCluster({ powerState: "Stopped" }) });
    const plan = aPlan(aRequest({ planHash: hash }), stopped);
    expect(codesOf(plan)).toEqual(["ClusterNotRunning cluster", "PlanChanged cluster"]);
    expect(plan.findings[1]?.found).toContain("ClusterNotRunning of cluster is new (block)");
  });
});

describe("a cluster's other GPU pools", () => {
  const small = { name: "a100", vmSize: A100 };
  const request = aRequest({ nodePools: [aPoolBody(small)] });

  it("keep their InfiniBand stack when a pool without InfiniBand is prepared", () => {
    const plan = aPlan(request, inventoryAfter(aPlan()));
    expect(plan.stack.rdma).toBe(true);
    expect(actionsOf(plan)).toMatchObject({
      "installStack release/network-operator": "nothing",
      "installStack release/gpu-operator": "nothing",
    });
  });

  it("keep being tolerated by the operators", () => {
    const others = anInventory({ nodePools: [aPool({ taints: ["team=x:NoExecute"] })] });
    expect(aPlan(request, others).stack.tolerations).toContainEqual({
      key: "team",
      operator: "Equal",
      value: "x",
      effect: "NoExecute",
    });
  });

  it("that are not GPU pools have no say", () => {
    const cpu = anInventory({
      nodePools: [aPool({ vmSize: "Standard_D4s_v5", taints: ["CriticalAddonsOnly=true:NoSchedule"] })],
    });
    expect(aPlan(request, cpu).stack).toEqual(aPlan(request).stack);
  });

  it("leave one NFD behind when the last InfiniBand pool is gone", () => {
    const world = { ...inventoryAfter(aPlan()), nodePools: [] };
    const plan = aPlan(request, world);
    expect(plan.stack.rdma).toBe(false);
    expect(releasesOf(plan)).toContain("network-operator");
    expect(valuesOf(plan, "gpu-operator")).toMatchObject({
      nfd: { enabled: false },
      driver: { rdma: { enabled: false } },
    });
  });

  it("taints that a requested pool already has are tolerated too", () => {
    const world = anInventory({ nodePools: [aPool({ taints: ["theirs=1:NoSchedule"] })] });
    expect(aPlan(aRequest(), world).stack.tolerations.map(({ key }) => key)).toContain("theirs");
  });
});

describe("what blocks a plan", () => {
  it.each<[string, Inventory["cluster"], string]>([
    ["there is no such cluster", undefined, "ClusterNotFound"],
    ["the cluster is stopped", aCluster({ powerState: "Stopped" }), "ClusterNotRunning"],
    ["the cluster has failed", aCluster({ provisioningState: "Failed" }), "ClusterNotRunning"],
    ["the cluster's last operation was cancelled", aCluster({ provisioningState: "Canceled" }), "ClusterNotRunning"],
    ["the cluster is being upgraded", aCluster({ provisioningState: "Upgrading" }), "ClusterBusy"],
  ])("%s", (_what, cluster, code) => {
    const plan = aPlan(aRequest(), anInventory({ cluster }));
    expect(isBlocked(plan)).toBe(true);
    expect(codesOf(plan)).toEqual([`${code} cluster`]);
    expect(plan.findings[0]?.action).not.toBe("");
  });

  it("is every GPU pool with another driver, also of a size outside the catalogue, always in the same order", () => {
    const pools = [
      aPool({ name: "z", vmSize: "Standard_NC6s_v3", driver: "Install" }),
      aPool({ name: "b", vmSize: A100, driver: "Install" }),
      aPool({ name: "ok", driver: "None" }),
    ];
    const cpu = aPool({ name: "cpu", vmSize: "Standard_D4s_v5" });
    delete cpu.driver;
    const plan = aPlan(aRequest(), anInventory({ nodePools: [...pools, cpu] }));
    expect(codesOf(plan)).toEqual(["DriverModeConflict pool/b", "DriverModeConflict pool/z"]);
    expect(aPlan(aRequest(), anInventory({ nodePools: [cpu, ...pools.toReversed()] })).hash).toBe(plan.hash);
  });

  it("is a GPU operator beside a driver that AKS manages, unless it has been uninstalled", () => {
    const request = aRequest({ profile: "aks-managed" });
    const [operator] = aPlan()
      .stack.releases.filter((release) => release.name === "gpu-operator")
      .map((release) => releaseMadeOf(release));
    if (operator === undefined) throw new Error("no GPU operator in the plan");
    expect(codesOf(aPlan(request, anInventory({ releases: [operator] })))).toEqual([
      "DriverModeConflict release/gpu-operator",
    ]);
    const gone = { ...operator, status: "uninstalled" };
    expect(codesOf(aPlan(request, anInventory({ releases: [gone] })))).toEqual([]);
  });

  it("is a pool that is there in another size", () => {
    const plan = aPlan(aRequest(), anInventory({ nodePools: [aPool({ vmSize: A100 })] }));
    expect(codesOf(plan)).toEqual(["PoolImmutableMismatch pool/h100"]);
  });
});

describe("a plan's hash", () => {
  it("is the same for the same request and world, whatever the order of their keys", () => {
    const world = anInventory({ nodePools: [aPool({ labels: { a: "1", b: "2" } })] });
    const reordered = JSON.parse(JSON.stringify(world), (_key, value: unknown) => reversed(value)) as Inventory;
    expect(aPlan(reversed(aRequest()) as ReturnType<typeof aRequest>, reordered).hash).toBe(
      aPlan(aRequest(), world).hash,
    );
  });

  it("is another one as soon as the world or the request is another one", () => {
    const hashes = [
      aPlan(),
      aPlan(aRequest({ nodePools: [aPoolBody({ count: 3 })] })),
      aPlan(aRequest({ nodePools: [aPoolBody({ labels: { a: "b" } })] })),
      aPlan(aRequest({ rollout: { maxUnavailable: 1 } })),
      aPlan(aRequest(), anInventory({ nodePools: [aPool()] })),
      aPlan(aRequest(), anInventory({ nodePools: [aPool({ taints: ["theirs=1:NoSchedule"] })] })),
      aPlan(aRequest(), anInventory({ cluster: aCluster({ powerState: "Stopped" }) })),
    ].map((plan) => plan.hash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it("survives being stored as JSON", () => {
    const { hash, ...plan } = aPlan();
    expect(JSON.parse(JSON.stringify({ ...plan, hash }))).toEqual({ ...plan, hash });
  });

  it("is made without changing what it is made of", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (asked, there) => {
        const world = anInventory({ nodePools: [aPool({ count: there })] });
        const request = aRequest({ nodePools: [aPoolBody({ count: asked })] });
        const before = JSON.stringify([request, world]);
        aPlan(request, world);
        expect(JSON.stringify([request, world])).toBe(before);
      }),
    );
  });
});

function reversed(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toReversed());
}
