/** Faults of activities: waited out on durable timers as their class says, and never in the way of siblings. */
import { describe, expect, it } from "vitest";
import type { Fault } from "../../src/domain/outcome.ts";
import { aRequest } from "../support/preparationRequests.ts";
import { H100 } from "../support/requests.ts";
import { runPreparation } from "./scriptedRun.ts";
import { fail, GOOD_STEPS } from "./scriptedSteps.ts";

/** Seconds between the calls of the first step, which fails `times` times. */
async function gapsOfPlanning(times: number, fault: Partial<Fault>) {
  const run = await runPreparation({
    script: {
      planPreparation: (input, call) => (call <= times ? fail(fault) : GOOD_STEPS.planPreparation(input, call)),
    },
  });
  const at = run.callsOf("planPreparation").map((call) => call.at);
  return { gaps: at.slice(1).map((time, index) => time - (at[index] ?? 0)), record: run.record };
}

describe("a fault that passes soon", () => {
  it("is retried, longer apart each time", async () => {
    const { gaps, record } = await gapsOfPlanning(4, { retry: "soon" });
    expect(gaps).toEqual([5, 10, 20, 40]);
    expect(record.verdict).toBe("ready");
  });

  it("waits as long as the service asks for", async () => {
    const { gaps } = await gapsOfPlanning(2, { retry: "soon", retryAfterSeconds: 3600 });
    expect(gaps).toEqual([3600, 3600]);
  });

  it("is given up after ten attempts, with its message and code in the record", async () => {
    const { gaps, record } = await gapsOfPlanning(99, { code: "Throttled", message: "too many requests" });
    expect(gaps).toHaveLength(9);
    expect(record.findings).toMatchObject([{ code: "Throttled", found: "scripted: too many requests" }]);
  });
});

describe("a fault that passes slowly", () => {
  it("is retried minutes apart, six times at most", async () => {
    const { gaps, record } = await gapsOfPlanning(99, { retry: "slowly" });
    expect(gaps).toEqual([120, 240, 480, 600, 600]);
    expect(record.verdict).toBe("notReady");
  });
});

describe("a fault that a person must mend", () => {
  it("is not retried", async () => {
    const { gaps } = await gapsOfPlanning(99, { retry: "never" });
    expect(gaps).toEqual([]);
  });
});

describe("a fault that is given up", () => {
  it.each([
    ["Forbidden", "MissingKubernetesPermission"],
    ["TooManyRequests", "Throttled"],
    ["OperationNotAllowed", "OperationConflict"],
    ["ApiServerUnreachable", "ApiServerUnreachable"],
    ["Unexpected", "InternalError"],
  ])("%s is found in the record as %s", async (code, expected) => {
    const { record } = await runPreparation({ script: { openRun: () => fail({ code, retry: "never" }) } });
    expect(record.findings.map((finding) => finding.code)).toEqual([expected]);
  });
});

describe("what is found", () => {
  it("names step and request once", async () => {
    const fault = { operation: "openRun: GET Node a", message: "GET Node a was refused", retry: "never" } as const;
    const { record } = await runPreparation({ script: { openRun: () => fail(fault) } });
    expect(record.findings[0]?.found).toBe("openRun: GET Node a was refused");
  });
});

describe("a fault of one among many", () => {
  it("repeats that one alone", async () => {
    const flaky = (name: string) => name.endsWith("2");
    const { record, callsOf } = await runPreparation({
      request: aRequest([{ name: "a100", count: 5 }]),
      script: { startPatch: ({ node }, call) => (flaky(node.name) && call === 1 ? fail({}) : { kind: "started" }) },
    });
    expect(record).toMatchObject({ verdict: "ready", changes: { nodes: 5 } });
    expect(callsOf("startPatch").map(({ input }) => input.node.name.slice(-1))).toEqual(["0", "1", "2", "3", "4", "2"]);
  });

  it("that lasts names its node; the others are patched", async () => {
    const { record } = await runPreparation({
      request: aRequest([{ name: "a100", count: 3 }]),
      script: {
        startPatch: ({ node }) =>
          node.name.endsWith("1") ? fail({ retry: "never", message: "forbidden" }) : { kind: "started" },
      },
    });
    expect(record.changes.nodes).toBe(2);
    expect(record.findings).toMatchObject([{ code: "NriPatchFailed", subject: expect.stringMatching(/1$/) as string }]);
    expect(record.findings[0]?.found).toContain("forbidden");
  });

  it("of one chart leaves the other its time, and both are told", async () => {
    const { record, callsOf } = await runPreparation({
      request: aRequest([{ name: "h100", vmSize: H100 }]),
      script: {
        ensureRelease: ({ release }, call) =>
          release.name === "gpu-operator"
            ? fail({ retry: "never", code: "Forbidden", message: "no rights" })
            : call < 3
              ? { kind: "waiting", reason: "installing" }
              : { kind: "done", value: null, changed: true },
      },
    });
    expect(record.findings[0]).toMatchObject({ subject: "release/gpu-operator" });
    expect(callsOf("ensureRelease").filter(({ input }) => input.release.name === "network-operator")).toHaveLength(3);
    expect(callsOf("removeInstallerAccess")).toHaveLength(1);
    const namespacesAndOneRelease = 3 + 1;
    expect(record.changes.kubernetes).toBe(namespacesAndOneRelease);
  });
});
