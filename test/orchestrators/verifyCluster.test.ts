/** Verification: every node that should be there, measured afresh; what could not be measured is never called ready. */
import { describe, expect, it } from "vitest";
import type { NodeRef } from "../../src/domain/nodeRef.ts";
import { aRequest } from "../support/preparationRequests.ts";
import { aFinding } from "./findings.ts";
import { runPreparation } from "./scriptedRun.ts";
import { fail, GOOD_STEPS, nodesOf, readyVerdict, settledPool } from "./scriptedSteps.ts";

const missing = aFinding({ code: "GpuCountMismatch" });

function badVerdict({ name }: NodeRef) {
  return { name, level: "L0" as const, ready: false, findings: [missing] };
}

describe("the verdict", () => {
  it("is that of the worst node, and counts the ready ones of each pool", async () => {
    const { record } = await runPreparation({
      request: aRequest([
        { name: "good", count: 2 },
        { name: "bad", count: 2 },
      ]),
      script: {
        checkNodes: ({ nodes }) => ({
          pending: [],
          results: nodes.map((node, index) =>
            node.pool === "bad" && index === 1 ? badVerdict(node) : readyVerdict(node),
          ),
        }),
      },
    });
    expect(record).toMatchObject({
      verdict: "notReady",
      level: "L0",
      findings: [missing],
      pools: [
        { name: "good", wanted: 2, ready: 2 },
        { name: "bad", wanted: 2, ready: 1 },
      ],
    });
    expect(record.podContract).toBeUndefined();
  });

  it("is not ready when a node has left since, though all that are there pass", async () => {
    const { record } = await runPreparation({
      request: aRequest([{ name: "a100", count: 2 }]),
      script: {
        readPoolNodes: (input, call) =>
          input.withNodes === "joined" ? settledPool(input.pool, 1) : GOOD_STEPS.readPoolNodes(input, call),
      },
    });
    expect(record).toMatchObject({ verdict: "notReady", level: "none", pools: [{ ready: 1 }] });
    expect(record.findings).toMatchObject([
      { code: "NodeLost", severity: "warn" },
      { found: "1 nodes are in the cluster, 2 were wanted" },
    ]);
  });

  it("is not ready when Azure's own view of the pools fails", async () => {
    const { record } = await runPreparation({
      script: {
        checkPools: () => ({
          checks: [{ name: "driverMode", level: "L0", status: "failed", expected: "one", measured: "two" }],
          findings: [aFinding({ code: "DriverModeConflict" })],
        }),
      },
    });
    expect(record).toMatchObject({ verdict: "notReady", findings: [{ code: "DriverModeConflict" }] });
    expect(record.checks).toHaveLength(1);
  });
});

describe("a node whose probe brings nothing", () => {
  it("is judged by what the API server says of it, as the last thing of its chunk", async () => {
    const { record, callsOf } = await runPreparation({
      script: {
        checkNodes: ({ nodes, attempt }) =>
          attempt === 0
            ? { pending: [], results: nodes.map(badVerdict) }
            : { pending: nodes.map((node) => ({ node, reason: "pod evicted", lost: true })), results: [] },
      },
    });
    expect(callsOf("checkNodes").map(({ input }) => [input.attempt, input.final])).toEqual([
      [1, false],
      [2, false],
      [3, false],
      [0, true],
    ]);
    expect(record.findings).toEqual([missing]);
  });
});

describe("a chunk that cannot be verified", () => {
  it("is named once; its nodes are not ready, those of other chunks keep their verdict", async () => {
    const { record } = await runPreparation({
      request: aRequest([{ name: "a100", count: 60 }]),
      script: {
        checkNodes: (input, call) =>
          input.chunk.endsWith("-0")
            ? fail({ retry: "never", message: "no answer" })
            : GOOD_STEPS.checkNodes(input, call),
      },
    });
    expect(record).toMatchObject({ verdict: "notReady", level: "none", pools: [{ wanted: 60, ready: 10 }] });
    expect(record.findings).toMatchObject([{ found: expect.stringContaining("no answer") as string }]);
  });
});

describe("the time of a verification", () => {
  it("is the moment of its turn, the same on every replay", async () => {
    const { callsOf, record } = await runPreparation({ request: aRequest([{ name: "a100", count: 2 }]) });
    const times = callsOf("checkNodes").map(({ input }) => input.verifiedAt);
    expect(new Set(times).size).toBe(1);
    expect(times[0] && times[0] >= record.startedAt && times[0] <= record.finishedAt).toBe(true);
    expect(callsOf("checkNodes").at(0)?.input.nodes).toEqual(nodesOf("a100", 2));
  });
});
