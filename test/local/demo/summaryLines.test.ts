import { describe, expect, test } from "vitest";
import { summaryLines } from "../../../local/demo/summary/summaryLines.ts";
import { timeChart } from "../../../local/demo/summary/timeChart.ts";
import type { VerificationRecord } from "../../../src/domain/record.ts";
import { aCheck, aNode, aRecord, at } from "./aView.ts";
import { textOf } from "./plainText.ts";

describe("the summary of a run", () => {
  test("says the verdict, the level, what changed and how long it took", () => {
    const lines = summaryOf(aRecord());
    expect(lines).toEqual(
      expect.arrayContaining([
        "✓ ready  aks-llm-d is ready for llm-d",
        "  level     L2, 2 of 2 nodes ready",
        "  changes   1 in Azure, 8 in Kubernetes, 2 nodes edited",
        "  took      18m 20s of simulated time",
      ]),
    );
  });

  test("says that nothing was changed when nothing was", () => {
    const lines = summaryOf(aRecord({ changes: { arm: 0, kubernetes: 0, nodes: 0 } }));
    expect(lines).toContain("  changes   none: everything was in order already");
  });

  test("shows each finding with its subject, what was found and what to do", () => {
    const finding = {
      code: "GpuCountMismatch" as const,
      severity: "fail" as const,
      subject: "node/aks-h100-1-vmss000001",
      found: "gpuAllocatable: expected nvidia.com/gpu: 8, measured nvidia.com/gpu: 7",
      action: "Report the machine to Azure support or re-image it: a GPU is missing or unhealthy.",
    };
    const lines = summaryOf(aRecord({ verdict: "notReady", level: "none", findings: [finding] }));
    expect(lines).toEqual(
      expect.arrayContaining([
        "✗ not ready  aks-llm-d is not ready for llm-d: the findings say why",
        "  ✗ GpuCountMismatch  node/aks-h100-1-vmss000001",
        "    gpuAllocatable: expected nvidia.com/gpu: 8, measured nvidia.com/gpu: 7",
        "    → Report the machine to Azure support or re-image it: a GPU is missing or",
        "      unhealthy.",
      ]),
    );
  });

  test("shows the evidence of alike nodes once", () => {
    const lines = summaryOf(aRecord());
    expect(lines.filter((line) => line.includes("aks-h100-1-vmss"))).toHaveLength(2);
    expect(lines.filter((line) => line.includes("gpuAllocatable"))).toEqual([
      "      L1  ✓ gpuAllocatable nvidia.com/gpu: 8",
    ]);
  });

  test("shows a node that differs by itself, with what was expected and measured of it", () => {
    const bad = aNode({
      ...{ name: "aks-h100-1-vmss000009", level: "none", verdict: "notReady" },
      checks: [
        aCheck({ status: "failed", measured: "nvidia.com/gpu: 7", reason: "capacity is 8, allocatable 7" }),
        aCheck({ name: "nriEffective", level: "L2", status: "unknown", reason: "the probe brought no result" }),
      ],
    });
    const lines = summaryOf(aRecord({ nodes: [aNode(), bad] }));
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/✗ aks-h100-1-vmss000009 +none +not ready$/),
        "      L1  ✗ gpuAllocatable: expected nvidia.com/gpu: 8, measured nvidia.com/gpu:",
        "            7 (capacity is 8, allocatable 7)",
        "      L2  ? nriEffective: unknown (the probe brought no result)",
      ]),
    );
  });

  test("folds a hundred alike nodes", () => {
    const nodes = Array.from({ length: 100 }, (_, index) => aNode({ name: `n${index}`, uid: `u${index}` }));
    const lines = summaryOf(aRecord({ nodes }));
    expect(lines).toContain("    and 94 more nodes, of which the same was measured");
    expect(lines.length).toBeLessThan(30);
  });

  test("gives the pod contract as proven, and none when nothing was proven", () => {
    const podContract = {
      resources: [{ name: "rdma/ib", perPod: "1" }],
      tolerations: [{ key: "sku", operator: "Equal" as const, value: "gpu", effect: "NoSchedule" }],
      memlockAnnotation: { key: "ulimits.noderesource.dev/container.<container>", value: '[{"type":"memlock"}]' },
      proven: true,
      snippet: { metadata: { annotations: {} }, spec: { tolerations: [], containers: [] } },
    };
    expect(summaryOf(aRecord({ podContract }))).toEqual(
      expect.arrayContaining([
        "Pod contract  what a pod needs on this cluster, proven in a pod on every node",
        "  resources    rdma/ib: 1",
        "  tolerations  sku=gpu:NoSchedule",
        "  annotation   ulimits.noderesource.dev/container.<container>:",
        '                 [{"type":"memlock"}]',
      ]),
    );
    expect(summaryOf(aRecord()).join("\n")).not.toContain("Pod contract");
  });

  test.each([40, 80, 200])("keeps to %i columns", (columns) => {
    const widths = summaryOf(aRecord({ timings: [timing("createNodePool", "pool/h100", 0, 300)] }), columns);
    expect(Math.max(...widths.map((line) => line.length))).toBeLessThanOrEqual(columns);
  });
});

describe("the chart of where the time went", () => {
  test("puts each step at its place in the run, so that what was parallel stands side by side", () => {
    const timings = [timing("createNodePool", "pool/h100", 0, 550), timing("prepareNodes", "pool/h100", 825, 1100)];
    const [, create, prepare] = chartOf({ timings });
    expect(create).toMatch(/^ {2}create node pool +pool\/h100 +(█+)(·+) +9m 10s$/);
    expect(prepare).toMatch(/^ {2}prepare nodes +pool\/h100 +·+█+ +4m 35s$/);
    expect(Math.abs(count(create, "█") - count(create, "·"))).toBeLessThanOrEqual(1);
    expect(Math.abs(count(prepare, "█") * 3 - count(prepare, "·"))).toBeLessThanOrEqual(3);
  });

  test("shows a step that took no time as well", () => {
    expect(count(chartOf({ timings: [timing("settle", "cluster", 1100, 1100)] })[1], "█")).toBe(1);
  });

  test("draws one bar for a step of many pools, from its first beginning to its last end", () => {
    const timings = Array.from({ length: 50 }, (_, pool) =>
      timing("createNodePool", `pool/p${pool}`, pool, 100 + pool),
    );
    const lines = chartOf({ timings });
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/create node pool +50 pools .*2m 29s$/);
  });
});

function summaryOf(record: VerificationRecord, columns = 80): string[] {
  return textOf(summaryLines(record, columns));
}

function chartOf(changes: Pick<VerificationRecord, "timings">): string[] {
  return textOf(timeChart(aRecord(changes), 80));
}

function timing(step: string, subject: string, from: number, to: number) {
  return { step, subject, startedAt: at(from), finishedAt: at(to) };
}

function count(text: string | undefined, letter: string): number {
  return (text ?? "").split(letter).length - 1;
}
