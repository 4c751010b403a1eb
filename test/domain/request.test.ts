import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GUIDE_CATALOG } from "../../src/domain/catalog.ts";
import { parseRequest, type RequestProblem } from "../../src/domain/request.ts";
import { aPoolBody, aRequest, aRequestBody, type Changes, CLUSTER, H100 } from "../support/requests.ts";

function problemsOf(input: unknown): RequestProblem[] {
  const parsed = parseRequest(input, GUIDE_CATALOG);
  return parsed.ok ? [] : parsed.problems;
}

function pathsOf(input: unknown): string[] {
  return problemsOf(input).map(({ path }) => path);
}

function messageAt(path: string, input: unknown): string | undefined {
  return problemsOf(input).find((problem) => problem.path === path)?.message;
}

const withPool = (changes: Changes) => aRequestBody({ nodePools: [aPoolBody(changes)] });
const withCluster = (changes: Changes) => aRequestBody({ cluster: { ...CLUSTER, ...changes } });

describe("a request with nothing but what is needed", () => {
  it("is accepted, with every default filled in", () => {
    expect(aRequest()).toEqual({
      cluster: CLUSTER,
      profile: "self-managed",
      nodePools: [{ name: "h100", vmSize: H100, count: 2, osSku: "Ubuntu", zones: [], labels: {}, taints: [] }],
      wellLitPaths: [],
      versions: { set: "guide-2026-06" },
      rollout: { maxUnavailable: "25%", forceDrain: false },
      verify: { level: "L2" },
      allow: { registerFeature: false, zoneFallback: false },
      gate: false,
      schedule: { reverify: false, repair: "none" },
      notify: [],
    });
  });

  it("gets Azure's own spelling of its size", () => {
    const request = aRequest({ nodePools: [aPoolBody({ vmSize: H100.toUpperCase() })] });
    expect(request.nodePools[0]?.vmSize).toBe(H100);
  });
});

describe("names by Azure's and Kubernetes' own rules", () => {
  it.each([
    ["a pool named with a digit in front", withPool({ name: "1pool" }), "nodePools[0].name"],
    ["a pool with a capital letter", withPool({ name: "H100" }), "nodePools[0].name"],
    ["a pool with a dash", withPool({ name: "gpu-pool" }), "nodePools[0].name"],
    ["a pool of 13 letters", withPool({ name: "abcdefghijklm" }), "nodePools[0].name"],
    ["a resource group that ends in a period", withCluster({ resourceGroup: "rg." }), "cluster.resourceGroup"],
    ["a resource group of 91 letters", withCluster({ resourceGroup: "r".repeat(91) }), "cluster.resourceGroup"],
    ["a resource group with a slash", withCluster({ resourceGroup: "a/b" }), "cluster.resourceGroup"],
    ["a cluster that ends in a dash", withCluster({ name: "aks-" }), "cluster.name"],
    ["a cluster of 64 letters", withCluster({ name: "a".repeat(64) }), "cluster.name"],
    ["a subscription that is no GUID", withCluster({ subscriptionId: "prod" }), "cluster.subscriptionId"],
    ["a label value with a space", withPool({ labels: { team: "llm d" } }), "nodePools[0].labels.team"],
    ["a label key with a space", withPool({ labels: { "my team": "x" } }), 'nodePools[0].labels["my team"]'],
    [
      "a label of AKS's own",
      withPool({ labels: { "kubernetes.azure.com/mode": "x" } }),
      'nodePools[0].labels["kubernetes.azure.com/mode"]',
    ],
    ["a taint without an effect", withPool({ taints: ["sku=gpu"] }), "nodePools[0].taints[0]"],
    ["a taint with an unknown effect", withPool({ taints: ["a=b:Never"] }), "nodePools[0].taints[0]"],
    [
      "a taint with a value that is no label value",
      withPool({ taints: ["a=-b:NoSchedule"] }),
      "nodePools[0].taints[0]",
    ],
    ["two values for one taint", withPool({ taints: ["a=b:NoSchedule", "a=c:NoSchedule"] }), "nodePools[0].taints"],
    ["the same zone twice", withPool({ zones: ["1", "1"] }), "nodePools[0].zones"],
  ])("%s is refused", (_what, body, path) => {
    expect(pathsOf(body)).toEqual([path]);
    expect(messageAt(path, body)).toMatch(/^expected /);
  });

  it.each([
    ["a pool of 12 letters and digits", withPool({ name: "abcdefghij12" })],
    ["a resource group with letters of any script", withCluster({ resourceGroup: "größe_(東京)-1.x" })],
    ["a cluster of one letter", withCluster({ name: "a" })],
    ["a cluster with underscores", withCluster({ name: "my_cluster-1" })],
    ["a taint without a value", withPool({ taints: ["example.com/gpu:NoExecute"] })],
    ["one taint key with two effects", withPool({ taints: ["a=b:NoSchedule", "a=b:NoExecute"] })],
    ["a label with a prefix", withPool({ labels: { "example.com/team": "llm-d" } })],
    ["an empty label value", withPool({ labels: { "llm-d": "" } })],
    ["a number of unavailable nodes", aRequestBody({ rollout: { maxUnavailable: 3 } })],
    ["all nodes unavailable at once", aRequestBody({ rollout: { maxUnavailable: "100%" } })],
    ["the driver that AKS manages", aRequestBody({ profile: "aks-managed" })],
  ])("%s is accepted", (_what, body) => {
    expect(problemsOf(body)).toEqual([]);
  });

  it.each(["0%", "101%", "25", "-1%", 0, -1, 1.5, true])("maxUnavailable %j is refused with what would do", (value) => {
    const body = aRequestBody({ rollout: { maxUnavailable: value } });
    expect(pathsOf(body)).toEqual(["rollout.maxUnavailable"]);
    expect(messageAt("rollout.maxUnavailable", body)).toContain("percentage such as 25%");
  });
});

describe("a wrong request", () => {
  it("is told everything that is wrong with it at once", () => {
    const body = {
      cluster: { ...CLUSTER, name: "-" },
      profile: "magic",
      nodePools: [
        aPoolBody({ vmSize: "Standard_D2" }),
        aPoolBody({ count: 0, colour: "red", autoscale: { min: 1, max: 2 } }),
      ],
      gate: "yes",
      planHash: "x",
      verify: { level: "L9" },
      versions: { set: "guide-2026-06", gpuOperator: "v1" },
      surprise: 1,
    };
    expect(pathsOf(body).toSorted()).toEqual(
      [
        "cluster.name",
        "profile",
        "nodePools[0].vmSize",
        "nodePools[1].name",
        "nodePools[1].count",
        "nodePools[1].colour",
        "gate",
        "planHash",
        "verify.level",
        "versions.gpuOperator",
        "surprise",
      ].toSorted(),
    );
  });

  it("is told every unknown field by its path", () => {
    const body = aRequestBody({
      gates: true,
      cluster: { ...CLUSTER, region: "x" },
      nodePools: [aPoolBody({ "v m": 1 })],
    });
    expect(pathsOf(body).toSorted()).toEqual(["cluster.region", "gates", 'nodePools[0]["v m"]']);
    expect(messageAt("gates", body)).toContain("unknown field");
  });

  it("is told the nearest sizes when its size is not in the catalogue", () => {
    const body = withPool({ vmSize: "Standard_ND96isr_H100_v4" });
    expect(messageAt("nodePools[0].vmSize", body)).toMatch(
      /"Standard_ND96isr_H100_v4" is not.*nearest: Standard_ND96isr_H100_v5,/,
    );
  });

  it("is not told the nearest sizes of something that cannot be a size", () => {
    expect(pathsOf(withPool({ vmSize: "x".repeat(1_000_000) }))).toEqual(["nodePools[0].vmSize"]);
  });

  it("is told which pool has another's name", () => {
    expect(pathsOf(aRequestBody({ nodePools: [aPoolBody(), aPoolBody(), aPoolBody()] }))).toEqual([
      "nodePools[1].name",
      "nodePools[2].name",
    ]);
  });
});

describe("the gate", () => {
  it("is asked for by its own field, not as a taint that AKS would keep on every node", () => {
    expect(aRequest({ gate: true }).gate).toBe(true);
    const body = withPool({ taints: ["lamplighter.dev/unprepared=x:NoSchedule"] });
    expect(messageAt("nodePools[0].taints[0]", body)).toContain("gate");
  });
});

describe("versions", () => {
  it("may differ from their set one by one", () => {
    const versions = { set: "azure-2026-08", networkOperator: "v26.4.1", docaDriver: "doca3.4.1-26.04-1.1.0.0-1" };
    expect(pathsOf(aRequestBody({ versions }))).toEqual([]);
  });

  it.each([
    ["networkOperator", "latest"],
    ["gpuOperator", ">=25"],
    ["devicePlugin", "0.17"],
    ["docaDriver", "doca 3"],
    ["rdmaSharedDevicePlugin", "v1.5.3@sha256:00"],
    ["ulimitAdjuster", ""],
  ])("are versions: %s %j is refused", (name, version) => {
    expect(pathsOf(aRequestBody({ versions: { [name]: version } }))).toEqual([`versions.${name}`]);
  });
});

describe("a mirror", () => {
  it.each(["mirror.example.com", "mirror.example.com:5000/a/b-c"])("may be %s", (prefix) => {
    expect(pathsOf(aRequestBody({ registry: { prefix } }))).toEqual([]);
  });

  it.each(["https://mirror.example.com", "mirror.example.com/", "Mirror", "a b", "x".repeat(256)])(
    "is a registry and path: %s is refused",
    (prefix) => {
      expect(pathsOf(aRequestBody({ registry: { prefix } }))).toEqual(["registry.prefix"]);
    },
  );
});

describe("an autoscaled pool", () => {
  const autoscaled = (count: number, min: number, max: number) => withPool({ count, autoscale: { min, max } });

  it.each([
    [1, 0, 1],
    [2, 2, 8],
    [8, 2, 8],
  ])("may begin with %i nodes between %i and %i", (count, min, max) => {
    expect(pathsOf(autoscaled(count, min, max))).toEqual([]);
  });

  it.each<[count: number, min: number, max: number, paths: string[]]>([
    [1, 2, 8, ["nodePools[0].count"]],
    [9, 2, 8, ["nodePools[0].count"]],
    [2, 8, 2, ["nodePools[0].autoscale"]],
    [0, 8, 2, ["nodePools[0].autoscale", "nodePools[0].count"]],
    [1, -1, 0, ["nodePools[0].autoscale.max", "nodePools[0].autoscale.min"]],
  ])("of %i nodes between %i and %i is told what is wrong: %j", (count, min, max, paths) => {
    expect(pathsOf(autoscaled(count, min, max)).toSorted()).toEqual(paths);
  });

  it("is told so beside whatever else is wrong with it", () => {
    const body = withPool({ count: 9, colour: "red", autoscale: { min: 1, max: 2 } });
    expect(pathsOf(body).toSorted()).toEqual(["nodePools[0].colour", "nodePools[0].count"]);
  });
});

describe("what is not built yet", () => {
  it.each<[string, Changes]>([
    ["allow.zoneFallback", { allow: { zoneFallback: true }, gate: true }],
    ["schedule.repair", { schedule: { repair: "auto" } }],
  ])("%s is refused as not available yet", (path, changes) => {
    const body = JSON.parse(JSON.stringify(aRequestBody(changes))) as unknown;
    expect(pathsOf(body)).toEqual([path]);
    expect(messageAt(path, body)).toMatch(/is not available yet; \w/);
  });

  it("may be named as long as it is not asked for", () => {
    const body = aRequestBody({
      wellLitPaths: [],
      rollout: { forceDrain: false },
      verify: { level: "L2" },
      allow: { registerFeature: false, zoneFallback: false },
      gate: false,
      schedule: { reverify: false, repair: "none" },
      notify: [],
    });
    expect(problemsOf(body)).toEqual([]);
  });
});

describe("anything at all", () => {
  it.each([
    null,
    undefined,
    1,
    "text",
    [],
    [[]],
    true,
    { nodePools: null },
    { nodePools: [null, 3, [], "x"] },
    { cluster: [] },
  ])("such as %j is refused with the paths of what is wrong", (input) => {
    const problems = problemsOf(input);
    expect(problems.length).toBeGreaterThan(0);
    for (const { message } of problems) expect(message).not.toBe("");
  });

  it("never makes the parser throw", () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true }), (input) => {
        expect(() => problemsOf(input)).not.toThrow();
      }),
    );
  });

  it("put in place of any part of a good request is accepted or refused at that place", () => {
    const places = [
      "cluster",
      "profile",
      "nodePools",
      "versions",
      "rollout",
      "verify",
      "allow",
      "schedule",
      "notify",
      "gate",
    ];
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue({ maxDepth: 4 }), (place, value) => {
        for (const path of pathsOf(aRequestBody({ [place]: value }))) expect(path.startsWith(place)).toBe(true);
      }),
    );
  });

  it("is the same request twice when it is accepted twice", () => {
    const once = aRequest();
    expect(parseRequest(JSON.parse(JSON.stringify(once)), GUIDE_CATALOG)).toEqual({ ok: true, request: once });
  });
});
