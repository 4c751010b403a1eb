import { describe, expect, it } from "vitest";
import type { StackSpec } from "../../src/domain/stack.ts";
import { parseTaint, type Toleration, taintIdentity, tolerationsFor } from "../../src/domain/tolerations.ts";
import { aPlan } from "../support/plans.ts";
import { A100, aPoolBody, aRequest, type Changes } from "../support/requests.ts";

const withRdma = (changes: Changes = {}) => aPlan(aRequest({ nodePools: [aPoolBody()], ...changes })).stack;
const withoutRdma = (changes: Changes = {}) =>
  aPlan(aRequest({ nodePools: [aPoolBody({ vmSize: A100 })], ...changes })).stack;
const managed = { profile: "aks-managed" };

/** Those charts of ours that can bring an NFD, and do. */
function nfdsOf({ releases }: StackSpec): string[] {
  return releases.filter((release) => (release.values["nfd"] as { enabled: boolean }).enabled).map(({ name }) => name);
}

describe("node feature discovery", () => {
  it.each<[what: string, stack: StackSpec, nfds: string[]]>([
    ["the network operator's where there is InfiniBand", withRdma(), ["network-operator"]],
    ["the GPU operator's where there is none", withoutRdma(), ["gpu-operator"]],
    ["the network operator's beside a driver of AKS", withRdma(managed), ["network-operator"]],
    ["not needed beside a driver of AKS without InfiniBand", withoutRdma(managed), []],
    [
      "the network operator's where only some pools have InfiniBand",
      withRdma({ nodePools: [aPoolBody(), aPoolBody({ name: "a100", vmSize: A100 })] }),
      ["network-operator"],
    ],
  ])("is %s", (_what, stack, nfds) => {
    expect(nfdsOf(stack)).toEqual(nfds);
  });

  it("does not use the chart's rules, which label accelerated networking of CPU nodes", () => {
    expect(withRdma().releases[0]?.values).toMatchObject({ nfd: { deployNodeFeatureRules: false } });
  });
});

describe("the stack", () => {
  it("has the guide's charts and versions", () => {
    const charts = (stack: StackSpec) =>
      stack.releases.map(({ chart, version, namespace }) => `${chart} ${version} ${namespace}`);
    expect(charts(withRdma())).toEqual([
      "nvidia/network-operator v25.7.0 network-operator",
      "nvidia/gpu-operator v25.3.4 gpu-operator",
    ]);
    expect(charts(withoutRdma())).toEqual(["nvidia/gpu-operator v25.3.4 gpu-operator"]);
    expect(charts(withoutRdma(managed))).toEqual(["nvdp/nvidia-device-plugin 0.17.4 kube-system"]);
  });

  it("reloads peermem only where AKS brings the driver and there is InfiniBand", () => {
    expect(
      [withRdma(), withoutRdma(), withRdma(managed), withoutRdma(managed)].map((stack) => stack.peermemReloader),
    ).toEqual([false, false, true, false]);
  });

  it("makes the namespaces that it needs, and never kube-system", () => {
    expect(withRdma().namespaces).toEqual(["lamplighter-system", "network-operator", "gpu-operator"]);
    expect(withRdma(managed).namespaces).toEqual(["lamplighter-system", "network-operator", "gpu-resources"]);
    expect(withoutRdma(managed).namespaces).toEqual(["lamplighter-system"]);
  });

  it("has the GPU driver use RDMA only where there is InfiniBand", () => {
    expect(withRdma().releases[1]?.values).toMatchObject({ driver: { rdma: { enabled: true } } });
    expect(withoutRdma().releases[0]?.values).toMatchObject({ driver: { rdma: { enabled: false } } });
  });
});

describe("tolerations", () => {
  it("list the operators' taint, AKS's usual one and each pool's, never a wildcard", () => {
    expect(tolerationsFor(["team=x:NoExecute", "sku=gpu:NoSchedule"])).toEqual([
      { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" },
      { key: "sku", operator: "Equal", value: "gpu", effect: "NoSchedule" },
      { key: "lamplighter.dev/unprepared", operator: "Exists", effect: "NoSchedule" },
      { key: "team", operator: "Equal", value: "x", effect: "NoExecute" },
    ]);
  });

  it("are in the same order whatever the order of the taints", () => {
    expect(tolerationsFor(["b:NoSchedule", "a:NoSchedule"])).toEqual(tolerationsFor(["a:NoSchedule", "b:NoSchedule"]));
  });

  it("reach every chart that runs on GPU nodes", () => {
    const stack = withRdma({ nodePools: [aPoolBody({ taints: ["team=x:NoSchedule"] })] });
    const [network, gpu] = stack.releases;
    expect(network?.values).toMatchObject({ "node-feature-discovery": { worker: { tolerations: stack.tolerations } } });
    expect(gpu?.values).toMatchObject({ daemonsets: { tolerations: stack.tolerations } });
    expect(withoutRdma().releases[0]?.values).toHaveProperty("node-feature-discovery.worker.tolerations");
    expect(withoutRdma(managed).releases[0]?.values).toHaveProperty("tolerations");
  });

  it("are listed for everything that a chart runs on GPU nodes; what controls the cluster keeps to system pools", () => {
    const asked = { nodePools: [aPoolBody({ taints: ["team=x:NoSchedule"] })] };
    const system = [{ key: "CriticalAddonsOnly", operator: "Exists" }];
    const isController = (list: Toleration[]) => list.some(({ key }) => key === "CriticalAddonsOnly");
    for (const stack of [withRdma(asked), withoutRdma(), withRdma({ ...asked, ...managed })]) {
      const lists = stack.releases.flatMap(({ values }) => tolerationLists(values));
      const onNodes = lists.filter((list) => !isController(list));
      expect(lists.filter(isController)).toEqual(lists.filter(isController).map(() => system));
      expect(onNodes.length).toBeGreaterThan(0);
      expect(onNodes).toEqual(onNodes.map(() => stack.tolerations));
    }
    expect(withRdma().releases[0]?.values).toMatchObject({
      operator: { tolerations: system },
      "node-feature-discovery": { master: { tolerations: system }, gc: { tolerations: system } },
    });
  });
});

/** Every list of tolerations anywhere in a chart's values. */
function tolerationLists(values: unknown): Toleration[][] {
  if (typeof values !== "object" || values === null) return [];
  return Object.entries(values).flatMap(([key, value]) =>
    key === "tolerations" ? [value as Toleration[]] : tolerationLists(value),
  );
}

describe("a taint", () => {
  it.each([
    ["sku=gpu:NoSchedule", { key: "sku", value: "gpu", effect: "NoSchedule" }],
    ["example.com/gpu:NoExecute", { key: "example.com/gpu", value: "", effect: "NoExecute" }],
    ["a=:NoSchedule", { key: "a", value: "", effect: "NoSchedule" }],
    ["a=b=c:PreferNoSchedule", { key: "a", value: "b=c", effect: "PreferNoSchedule" }],
  ])("%s is read as AKS writes it", (text, taint) => {
    expect(parseTaint(text)).toEqual(taint);
  });

  it("is the same one whatever its value, another one with another effect", () => {
    expect(taintIdentity("a=b:NoSchedule")).toBe(taintIdentity("a:NoSchedule"));
    expect(taintIdentity("a=b:NoSchedule")).not.toBe(taintIdentity("a=b:NoExecute"));
  });
});
