import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makePodContract } from "../../src/domain/podContract.ts";
import { addChanges, NO_CHANGES, type RecordSummary } from "../../src/domain/record.ts";
import { finishedPreparation, type PreparationRow } from "../../src/domain/records.ts";
import { tolerationsFor } from "../../src/domain/tolerations.ts";
import { anExpectation } from "../support/nodes.ts";
import { A100, aRequest, CLUSTER, H100, H200 } from "../support/requests.ts";

describe("changes", () => {
  const changes = fc.record({ arm: fc.nat(99), kubernetes: fc.nat(99), nodes: fc.nat(99) });

  it("add up, in any order, and none change nothing", () => {
    expect(addChanges({ arm: 1 }, { nodes: 2 }, { arm: 3, kubernetes: 4 })).toEqual({
      arm: 4,
      kubernetes: 4,
      nodes: 2,
    });
    fc.assert(
      fc.property(changes, changes, (left, right) => {
        expect(addChanges(left, right)).toEqual(addChanges(right, left));
        expect(addChanges(left, NO_CHANGES)).toEqual(left);
      }),
    );
    expect(NO_CHANGES).toEqual({ arm: 0, kubernetes: 0, nodes: 0 });
  });
});

describe("the pod contract", () => {
  const contractOf = (...sizes: string[]) =>
    makePodContract(
      sizes.map((size) => anExpectation(size)),
      tolerationsFor([]),
      "L2",
    );

  it("lets a pod have some GPUs and exactly one share of RDMA", () => {
    expect(contractOf(H100, H200).resources).toEqual([
      { name: "nvidia.com/gpu", perPod: "1 to 8" },
      { name: "rdma/ib", perPod: "1" },
    ]);
  });

  it("promises no RDMA where no size has InfiniBand", () => {
    expect(contractOf(A100).resources).toEqual([{ name: "nvidia.com/gpu", perPod: "1" }]);
  });

  it("hands over the tolerations and the annotation that raises locked memory", () => {
    const { tolerations, memlockAnnotation } = contractOf(H100);
    expect(tolerations).toEqual(tolerationsFor([]));
    expect(memlockAnnotation.key).toBe("ulimits.noderesource.dev/container.<container>");
    expect(memlockAnnotation.value).toBe(
      '[{"type":"memlock","soft":18446744073709551615,"hard":18446744073709551615}]',
    );
  });

  it("is the same as a part of a pod, that asks for one share of RDMA beside all GPUs of a node", () => {
    const { snippet } = contractOf(H100);
    expect(snippet.metadata.annotations).toEqual({
      "ulimits.noderesource.dev/container.vllm": contractOf(H100).memlockAnnotation.value,
    });
    expect(snippet.spec.containers).toEqual([
      { name: "vllm", resources: { limits: { "nvidia.com/gpu": "8", "rdma/ib": "1" } } },
    ]);
  });

  it("says that it is proven only when every node has reached L3", () => {
    expect(contractOf(H100).proven).toBe(false);
    expect(makePodContract([anExpectation(H100)], [], "L3").proven).toBe(true);
  });
});

describe("a finished preparation", () => {
  const record: RecordSummary = {
    id: "p1",
    live: false,
    cluster: CLUSTER,
    profile: "self-managed",
    verdict: "ready",
    level: "L2",
    findings: [],
    changes: NO_CHANGES,
    checks: [],
    pools: [],
    conditions: [],
    timings: [],
    startedAt: "2026-11-24T10:00:00.000Z",
    finishedAt: "2026-11-24T10:20:00.000Z",
  };

  it("is the accepted one with its record", () => {
    const row: PreparationRow = {
      id: "p1",
      cluster: CLUSTER,
      instanceId: "i",
      request: aRequest(),
      acceptedAt: record.startedAt,
    };
    expect(finishedPreparation(row, record, undefined)).toEqual({ ...row, record });
  });

  it("tells who started it, whose plan it followed, and who cancelled it", () => {
    const [ada, grace] = [anActor("ada"), anActor("grace")];
    const row: PreparationRow = {
      ...{ id: "p1", cluster: CLUSTER, instanceId: "i", request: aRequest(), acceptedAt: record.startedAt },
      ...{ startedBy: ada, approvedBy: grace, retryOf: "p0" },
    };
    const origin = { startedBy: ada, approvedBy: grace, retryOf: "p0" };
    const cancellation = { requestedAt: record.startedAt, by: "grace", cancelledBy: grace };
    expect(finishedPreparation(row, record, cancellation).record).toEqual({ ...record, ...origin });
    const cancelled = { ...record, verdict: "cancelled" as const };
    expect(finishedPreparation(row, cancelled, cancellation).record).toEqual({
      ...{ ...cancelled, ...origin },
      cancelledBy: grace,
    });
  });

  it("must have been accepted", () => {
    expect(() => finishedPreparation(undefined, record, undefined)).toThrow("Preparation p1 has no row");
  });
});

function anActor(name: string) {
  return { id: `id-of-${name}`, name, via: "easyauth" as const };
}
