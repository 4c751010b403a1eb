import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Check,
  LEVELS,
  levelReached,
  nodeHostChecks,
  nodeResourceChecks,
  passes,
} from "../../src/domain/checks.ts";
import { findingOfCheck } from "../../src/domain/findingOfCheck.ts";
import { firstLack, LACK_ACTIONS } from "../../src/domain/nodeReadiness.ts";
import { aNode, anExpectation, type NodeOptions, someFacts } from "../support/nodes.ts";
import { A100 } from "../support/requests.ts";

const statusesOf = (checks: readonly Check[]) => Object.fromEntries(checks.map(({ name, status }) => [name, status]));
const resources = (options: NodeOptions, vmSize?: string) =>
  statusesOf(nodeResourceChecks(aNode(options), anExpectation(vmSize)));
const poolsAsPlanned: Check = { name: "driverMode", level: "L0", status: "passed", expected: "one", measured: "one" };

describe("L1, what the API server says of a node", () => {
  it("passes when it is Ready with all its GPUs and RDMA shares", () => {
    expect(resources({})).toEqual({ nodeReady: "passed", gpuAllocatable: "passed", rdmaAllocatable: "passed" });
  });

  it.each<[what: string, node: NodeOptions, failing: string]>([
    ["it is not Ready", { ready: "False" }, "nodeReady"],
    ["its kubelet is silent", { ready: "Unknown" }, "nodeReady"],
    ["a GPU is missing", { allocatable: { "nvidia.com/gpu": "7", "rdma/ib": "8" } }, "gpuAllocatable"],
    ["there are too many GPUs", { allocatable: { "nvidia.com/gpu": "16", "rdma/ib": "8" } }, "gpuAllocatable"],
    ["RDMA is not there", { allocatable: { "nvidia.com/gpu": "8" } }, "rdmaAllocatable"],
    ["a count makes no sense", { allocatable: { "nvidia.com/gpu": "8", "rdma/ib": "many" } }, "rdmaAllocatable"],
  ])("fails when %s", (_what, node, failing) => {
    expect(resources(node)).toEqual({
      nodeReady: "passed",
      gpuAllocatable: "passed",
      rdmaAllocatable: "passed",
      [failing]: "failed",
    });
  });

  it("goes by what is allocatable, and tells when capacity is something else", () => {
    const node = aNode({
      capacity: { "nvidia.com/gpu": "8", "rdma/ib": "8" },
      allocatable: { "nvidia.com/gpu": "6", "rdma/ib": "8" },
    });
    expect(nodeResourceChecks(node, anExpectation())[1]).toMatchObject({
      status: "failed",
      expected: "nvidia.com/gpu: 8",
      measured: "nvidia.com/gpu: 6",
      reason: "capacity is 8, allocatable 6",
    });
  });

  it("does not apply RDMA to a size without InfiniBand", () => {
    expect(resources({ allocatable: { "nvidia.com/gpu": "1" } }, A100)).toMatchObject({
      rdmaAllocatable: "notApplicable",
    });
  });

  it("reads a count as the API server may write it", () => {
    expect(resources({ allocatable: { "nvidia.com/gpu": "8", "rdma/ib": "1k" } })).toMatchObject({
      rdmaAllocatable: "failed",
    });
  });
});

describe("L2, what the host says", () => {
  const all = {
    nriEffective: "passed",
    nriSocket: "passed",
    peermem: "passed",
    infinibandPorts: "passed",
    gpuDriver: "passed",
  };

  it("passes when NRI answers, peermem is loaded, every port is active and there is a driver", () => {
    expect(statusesOf(nodeHostChecks(someFacts(), true, anExpectation()))).toEqual(all);
  });

  it.each([
    ["NRI is off", someFacts(), false, "nriEffective"],
    ["nothing listens on its socket", someFacts({ nriListening: false }), true, "nriSocket"],
    ["peermem is not loaded", someFacts({ peermemLoaded: false }), true, "peermem"],
    ["a port is down", someFacts({ infinibandActive: 7 }), true, "infinibandPorts"],
    ["a device is missing", someFacts({ infinibandDevices: 7, infinibandActive: 7 }), true, "infinibandPorts"],
    ["there is no driver", someFacts({ driverVersion: "" }), true, "gpuDriver"],
  ])("fails when %s", (_what, facts, nri, failing) => {
    expect(statusesOf(nodeHostChecks(facts, nri, anExpectation()))).toEqual({ ...all, [failing]: "failed" });
  });

  it("does not know whether NRI is on when the effective configuration could not be read", () => {
    expect(statusesOf(nodeHostChecks(someFacts(), undefined, anExpectation()))).toEqual({
      ...all,
      nriEffective: "unknown",
    });
  });

  it("knows nothing without a probe", () => {
    const checks = nodeHostChecks(undefined, undefined, anExpectation());
    expect(statusesOf(checks)).toEqual(Object.fromEntries(Object.keys(all).map((name) => [name, "unknown"])));
    expect(checks.some(passes)).toBe(false);
  });

  it("does not apply RDMA to a size without InfiniBand, with or without a probe", () => {
    const notApplicable = { peermem: "notApplicable", infinibandPorts: "notApplicable" };
    const facts = someFacts({ infinibandDevices: 0, infinibandActive: 0, peermemLoaded: false });
    expect(statusesOf(nodeHostChecks(facts, true, anExpectation(A100)))).toEqual({ ...all, ...notApplicable });
    expect(statusesOf(nodeHostChecks(undefined, undefined, anExpectation(A100)))).toMatchObject({
      ...notApplicable,
      gpuDriver: "unknown",
    });
  });

  it("says what to do about everything that does not pass", () => {
    const facts = someFacts({ nriListening: false, peermemLoaded: false, infinibandActive: 0, driverVersion: "" });
    for (const check of [
      ...nodeHostChecks(facts, false, anExpectation()),
      ...nodeHostChecks(undefined, undefined, anExpectation()),
    ]) {
      expect(check.action).toMatch(/\w/);
      expect(findingOfCheck("n", check)).toMatchObject({ severity: "fail", subject: "node/n", action: check.action });
    }
  });
});

describe("a finding of a check", () => {
  it.each([
    ["nodeReady", "NodeNotReady"],
    ["gpuAllocatable", "GpuCountMismatch"],
    ["rdmaAllocatable", "RdmaCountMismatch"],
    ["nriEffective", "NriPatchFailed"],
    ["nriSocket", "NriPatchFailed"],
    ["peermem", "PeermemMissing"],
    ["infinibandPorts", "RdmaCountMismatch"],
    ["gpuDriver", "DriverNotReady"],
  ])("%s has the code %s, with what was expected and measured", (name, code) => {
    const check: Check = { name, level: "L2", status: "failed", expected: "8", measured: "7" };
    expect(findingOfCheck("n", check)).toMatchObject({ code, found: `${name}: expected 8, measured 7` });
  });

  it("that could not be made says why", () => {
    const check: Check = {
      name: "peermem",
      level: "L2",
      status: "unknown",
      expected: "-",
      measured: "-",
      reason: "no probe",
    };
    expect(findingOfCheck("n", check).found).toBe("peermem is unknown: no probe");
  });
});

describe("the level that is reached", () => {
  const check = fc.record({
    name: fc.constant("x"),
    level: fc.constantFrom(...LEVELS),
    status: fc.constantFrom("passed" as const, "failed" as const, "notApplicable" as const, "unknown" as const),
    expected: fc.constant("-"),
    measured: fc.constant("-"),
  });

  it("is that of the whole ladder when everything passes", () => {
    const checks = [
      poolsAsPlanned,
      ...nodeResourceChecks(aNode(), anExpectation()),
      ...nodeHostChecks(someFacts(), true, anExpectation()),
    ];
    expect(levelReached(checks)).toBe("L2");
    expect(levelReached(checks.slice(1))).toBe("none");
  });

  it("is the last step below the first that does not pass or was not measured", () => {
    fc.assert(
      fc.property(fc.array(check), (checks) => {
        const holds = LEVELS.map((level) => {
          const own = checks.filter((candidate) => candidate.level === level);
          return own.length > 0 && own.every(({ status }) => status === "passed" || status === "notApplicable");
        });
        const steps = holds.includes(false) ? holds.indexOf(false) : LEVELS.length;
        expect(levelReached(checks)).toBe(LEVELS[steps - 1] ?? "none");
      }),
    );
  });

  it("never rises by a check that is unknown", () => {
    fc.assert(
      fc.property(fc.array(check), check, (checks, more) => {
        const order = ["none", ...LEVELS];
        const after = levelReached([...checks, { ...more, status: "unknown" }]);
        expect(order.indexOf(after)).toBeLessThanOrEqual(order.indexOf(levelReached(checks)));
      }),
    );
  });
});

describe("what a node lacks first", () => {
  const lackOf = (options: NodeOptions, vmSize?: string) => firstLack(aNode(options), anExpectation(vmSize))?.code;
  const ofed = "network.nvidia.com/operator.mofed.wait";

  it.each<[what: string, node: NodeOptions, code: string | undefined]>([
    ["is that it is not Ready", { ready: "False", allocatable: {} }, "NodeNotReady"],
    ["is OFED, when nobody has looked at it", { labels: { [ofed]: "" }, allocatable: {} }, "OfedNotReady"],
    ["is OFED, while it is being installed", { labels: { [ofed]: "true" }, allocatable: {} }, "OfedNotReady"],
    ["is RDMA, when OFED is there", { allocatable: {} }, "RdmaNotConverged"],
    ["is the driver, when only GPUs are missing", { allocatable: { "rdma/ib": "8" } }, "DriverNotReady"],
    [
      "is nothing once its resources are announced, whatever their number",
      { allocatable: { "nvidia.com/gpu": "7", "rdma/ib": "1" } },
      undefined,
    ],
  ])("%s", (_what, node, code) => {
    expect(lackOf(node)).toBe(code);
  });

  it("is never RDMA without InfiniBand", () => {
    expect(lackOf({ labels: { [ofed]: "true" }, allocatable: {} }, A100)).toBe("DriverNotReady");
    expect(lackOf({ labels: { [ofed]: "true" }, allocatable: { "nvidia.com/gpu": "1" } }, A100)).toBeUndefined();
  });

  it("has an action for a person", () => {
    for (const action of Object.values(LACK_ACTIONS)) expect(action).toMatch(/\w/);
  });

  it("is found in a node without any status", () => {
    expect(firstLack({ apiVersion: "v1", kind: "Node", metadata: { name: "n" } }, anExpectation())?.code).toBe(
      "NodeNotReady",
    );
  });
});
