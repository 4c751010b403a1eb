/** A run that is cancelled: what has begun is finished, nothing more begins, and everything is put back. */
import { describe, expect, it } from "vitest";
import { waiting } from "../../src/domain/outcome.ts";
import type { StepInput, StepName } from "../../src/domain/steps.ts";
import { aRequest } from "../support/preparationRequests.ts";
import { H100 } from "../support/requests.ts";
import { runPreparation } from "./scriptedRun.ts";
import { fail, GOOD_STEPS, type StepScript } from "./scriptedSteps.ts";

const REQUEST = aRequest([{ name: "h100", vmSize: H100, count: 3 }], { rollout: { maxUnavailable: 1 } });

function cancelled(): never {
  return fail({ code: "Cancelled", retry: "never", operation: "cancel", message: "cancelled by somebody" });
}

const FINDING = { code: "Cancelled", severity: "fail", subject: "cluster", found: "cancelled by somebody" };

describe("a run that is cancelled", () => {
  it("before or during its plan, has changed nothing and opens nothing", async () => {
    const { record, calls } = await runPreparation({ request: REQUEST, script: { planPreparation: cancelled } });
    expect(record).toMatchObject({ verdict: "cancelled", findings: [FINDING], changes: { arm: 0, kubernetes: 0 } });
    expect(calls.map(({ step }) => step)).toEqual(["planPreparation", "saveRecord"]);
  });

  const stopping: StepName[] = [
    ...(["ensureNodePool", "readNodePool", "readPoolNodes", "ensureRelease", "ensureNetworkResources"] as const),
    ...(["ensureUlimitAdjuster", "readStack", "collectProbes", "checkPools", "checkNodes"] as const),
  ];

  it.each(stopping)("and hears of it in %s, says so once, closes the run and is recorded", async (step) => {
    const { record, callsOf, calls } = await runPreparation({ request: REQUEST, script: { [step]: cancelled } });
    expect(record.verdict).toBe("cancelled");
    expect(record.findings).toMatchObject([FINDING]);
    expect(record.podContract).toBeUndefined();
    expect(callsOf("closeRun")).toHaveLength(1);
    expect(calls.at(-1)?.step).toBe("saveRecord");
  });

  it("in the middle of node waves, finishes the wave, uncordons its node, and leaves the others alone", async () => {
    let looks = 0;
    const script: StepScript = {
      startPatch: ({ mayDisturb }) => ({ kind: mayDisturb ? "started" : "busy" }),
      collectPatches: (input, call) => patchesOf(input, call),
      checkCancellation: () => (++looks > 1 ? cancelled() : {}),
    };
    const { record, callsOf } = await runPreparation({ request: REQUEST, script });
    const disturbed = callsOf("startPatch").filter(({ input }) => input.mayDisturb);
    expect(disturbed).toHaveLength(1);
    expect(callsOf("uncordonNode").map(({ input }) => input.node.name)).toEqual([disturbed[0]?.input.node.name]);
    expect(record).toMatchObject({ verdict: "cancelled", findings: [FINDING], changes: { nodes: 1 } });
  });

  it("keeps what had failed before", async () => {
    const script: StepScript = {
      ensureRelease: () => fail({ code: "ApiServerUnreachable", retry: "never", message: "no route" }),
      readPoolNodes: (input, call) => (call > 1 ? cancelled() : GOOD_STEPS.readPoolNodes(input, call)),
      readNodePool: () => waiting("creating"),
    };
    const { record } = await runPreparation({ request: REQUEST, script });
    expect(record.verdict).toBe("cancelled");
    expect(record.findings.map(({ code }) => code)).toContain("ApiServerUnreachable");
    expect(record.findings.at(-1)).toMatchObject(FINDING);
  });
});

/** A wave's pods run on for a while after the first look. */
function patchesOf({ nodes, ...input }: StepInput<"collectPatches">, call: number) {
  if (call === 1) return { pending: nodes.map((node) => ({ node, reason: "running", lost: false })), results: [] };
  return GOOD_STEPS.collectPatches({ ...input, nodes }, call);
}
