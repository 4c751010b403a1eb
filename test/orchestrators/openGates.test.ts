/** After verification the nodes that are ready are opened to workloads; what keeps others closed is in the record. */
import { describe, expect, it } from "vitest";
import { aRequest } from "../support/preparationRequests.ts";
import { runPreparation } from "./scriptedRun.ts";
import { fail } from "./scriptedSteps.ts";

const TWO_POOLS = aRequest([{ name: "left" }, { name: "right" }]);

describe("opening the gates", () => {
  it("comes after verification, for every pool, page after page, and is counted", async () => {
    const { record, calls, callsOf } = await runPreparation({
      request: TWO_POOLS,
      script: {
        openGates: ({ pool, after }) =>
          pool === "left" && after === undefined
            ? { changed: 50, kept: [], next: "node-49" }
            : { changed: 3, kept: [] },
      },
    });
    expect(callsOf("openGates").map(({ input }) => [input.pool, input.after])).toEqual([
      ["left", undefined],
      ["right", undefined],
      ["left", "node-49"],
    ]);
    const steps = calls.map(({ step }) => step);
    expect(steps.indexOf("openGates")).toBeGreaterThan(steps.lastIndexOf("checkNodes"));
    const { record: without } = await runPreparation({ request: TWO_POOLS });
    expect(record.changes.kubernetes - without.changes.kubernetes).toBe(56);
    expect(record.verdict).toBe("ready");
  });

  it("warns of nodes that keep the taint, of all pages in one finding", async () => {
    const { record } = await runPreparation({
      script: {
        openGates: ({ after }) => ({
          changed: 0,
          kept: [{ node: after === undefined ? "node-0" : "node-1", reason: "it is not ready, level L0" }],
          ...(after === undefined ? { next: "node-0" } : {}),
        }),
      },
    });
    expect(record.findings).toMatchObject([{ code: "NodeGated", severity: "warn", subject: "pool/a100" }]);
    expect(record.findings[0]?.found).toMatch(/node-0 .*node-1 /);
  });

  it("that fails leaves what was verified, and the run is not ready", async () => {
    const { record } = await runPreparation({
      request: TWO_POOLS,
      script: {
        openGates: ({ pool }) =>
          pool === "left" ? fail({ retry: "never", code: "Forbidden" }) : { changed: 1, kept: [] },
      },
    });
    expect(record).toMatchObject({ verdict: "notReady", level: "L2", pools: [{ ready: 1 }, { ready: 1 }] });
    expect(record.findings).toMatchObject([{ code: "MissingKubernetesPermission", subject: "pool/left" }]);
  });

  it("does not happen when verification could not be done", async () => {
    const { callsOf } = await runPreparation({ script: { checkPools: () => fail({ retry: "never" }) } });
    expect(callsOf("openGates")).toEqual([]);
  });
});
