/** Gated pools are asked for together, before anything else; without them nothing is asked. */
import { describe, expect, it } from "vitest";
import { done, failed, waiting } from "../../src/domain/outcome.ts";
import { aRequest } from "../support/preparationRequests.ts";
import { aFinding } from "./findings.ts";
import { runPreparation } from "./scriptedRun.ts";

const GATED = aRequest([{ name: "left" }, { name: "right" }], { gate: true });

describe("gated pools", () => {
  it("are asked for in one step before each pool's own part, and waited for while the cluster is busy", async () => {
    const { record, calls, callsOf } = await runPreparation({
      request: GATED,
      script: { submitGatedPools: (_input, call) => (call < 3 ? waiting("busy") : done(null, true)) },
    });
    expect(callsOf("submitGatedPools").map(({ input }) => input.pools.map(({ spec }) => spec.name))).toEqual(
      Array.from({ length: 3 }, () => ["left", "right"]),
    );
    const steps = calls.map(({ step }) => step);
    expect(steps.indexOf("ensureNodePool")).toBeGreaterThan(steps.lastIndexOf("submitGatedPools"));
    expect(record.verdict).toBe("ready");
  });

  it("that cannot be asked for end the run with the reason, before anything is installed", async () => {
    const { record, callsOf } = await runPreparation({
      request: GATED,
      script: { submitGatedPools: () => failed(aFinding({ code: "PoolImmutableMismatch" })) },
    });
    expect(record).toMatchObject({ verdict: "notReady", findings: [{ code: "PoolImmutableMismatch" }] });
    expect([callsOf("ensureNodePool"), callsOf("ensureRelease")]).toEqual([[], []]);
    expect(callsOf("closeRun")).toHaveLength(1);
  });

  it("are given up at the deadline when the cluster stays busy", async () => {
    const { record } = await runPreparation({
      request: GATED,
      script: { submitGatedPools: () => waiting("pool x is Upgrading") },
    });
    expect(record.findings).toMatchObject([{ code: "OperationConflict", subject: "cluster" }]);
    expect(record.findings[0]?.found).toContain("pool x is Upgrading");
  });

  it("are no matter for a run without gate", async () => {
    const { callsOf } = await runPreparation();
    expect(callsOf("submitGatedPools")).toEqual([]);
  });
});
