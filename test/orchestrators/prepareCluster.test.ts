/** prepareCluster as a whole: from request to record, whatever happens in between. */
import { describe, expect, it } from "vitest";
import { failed } from "../../src/domain/outcome.ts";
import { isBlocked } from "../../src/domain/plan.ts";
import type { RunProgress } from "../../src/domain/progress.ts";
import type { StepName } from "../../src/domain/steps.ts";
import { aRequest } from "../support/preparationRequests.ts";
import { H100 } from "../support/requests.ts";
import { aFinding } from "./findings.ts";
import { INSTANCE_ID, PREPARATION_ID, runPreparation } from "./scriptedRun.ts";
import { fail, GOOD_STEPS, goodChanges, type StepScript } from "./scriptedSteps.ts";

const TWO_POOLS = aRequest([{ name: "h100", vmSize: H100, count: 2 }, { name: "a100" }]);

describe("a run in which everything goes well", () => {
  it("ends ready, with every change counted once", async () => {
    const { record, instance } = await runPreparation({ request: TWO_POOLS });
    expect(instance).toMatchObject({ status: "Completed" });
    expect(JSON.parse(instance.output ?? "")).toEqual({ preparationId: PREPARATION_ID, verdict: "ready" });
    expect(record).toMatchObject({
      id: PREPARATION_ID,
      verdict: "ready",
      level: "L2",
      findings: [],
      changes: goodChanges({ pools: 2, nodes: 3, releases: 2, rdma: true }),
      pools: [
        { name: "h100", wanted: 2, ready: 2 },
        { name: "a100", wanted: 1, ready: 1 },
      ],
    });
    expect(record.podContract?.resources.map(({ name }) => name)).toEqual(["nvidia.com/gpu", "rdma/ib"]);
  });

  it("notes where the time went, for the cluster and for each pool", async () => {
    const { record } = await runPreparation({ request: TWO_POOLS });
    const steps = record.timings.map(({ step, subject }) => `${step} ${subject}`);
    expect(steps.toSorted()).toEqual([
      "configureNetwork cluster",
      "createNodePool pool/a100",
      "createNodePool pool/h100",
      "installCharts cluster",
      "installNodeStack pool/a100",
      "installNodeStack pool/h100",
      "openGates cluster",
      "plan cluster",
      "prepareNodes pool/a100",
      "prepareNodes pool/h100",
      "settle cluster",
      "verify cluster",
    ]);
  });

  it("closes the run in the cluster once, then saves one record, as the last thing it does", async () => {
    const { calls, callsOf } = await runPreparation({ request: TWO_POOLS });
    expect(callsOf("saveRecord")).toHaveLength(1);
    expect(calls.slice(-3).map(({ step }) => step)).toEqual(["removeCordons", "closeRun", "saveRecord"]);
    expect(callsOf("closeRun")).toHaveLength(1);
  });

  it("tells its conditions and ends in phase finished", async () => {
    const { instance } = await runPreparation();
    const { phase, conditions } = JSON.parse(instance.customStatus ?? "") as RunProgress;
    expect(phase).toBe("finished");
    expect(conditions.map(({ type, status }) => [type, status])).toEqual([
      ["Planned", "True"],
      ["PoolsPrepared", "True"],
      ["Verified", "True"],
      ["Recorded", "True"],
    ]);
  });

  it("asks nothing of InfiniBand for sizes without it", async () => {
    const { callsOf, record } = await runPreparation();
    expect(callsOf("ensureNetworkResources")).toEqual([]);
    expect(callsOf("readStack").at(0)?.input.pools).toEqual({ gpu: ["a100"], infiniband: [] });
    expect(record.changes).toEqual(goodChanges({ pools: 1, nodes: 1, releases: 1, rdma: false }));
  });
});

describe("a plan that is blocked", () => {
  it("is recorded with its findings, and nothing else is called", async () => {
    const obstacle = aFinding({ code: "ClusterNotRunning", severity: "block" });
    const planPreparation: StepScript["planPreparation"] = (input, call) => {
      const plan = { ...GOOD_STEPS.planPreparation(input, call), findings: [obstacle] };
      expect(isBlocked(plan)).toBe(true);
      return plan;
    };
    const { record, calls } = await runPreparation({ script: { planPreparation } });
    expect(record).toMatchObject({ verdict: "blocked", level: "none", findings: [obstacle] });
    expect(record.changes).toEqual({ arm: 0, kubernetes: 0, nodes: 0 });
    expect(record.podContract).toBeUndefined();
    expect(calls.map(({ step }) => step)).toEqual(["planPreparation", "saveRecord"]);
  });
});

describe("a step that fails for good", () => {
  /** What a run over InfiniBand pools cannot do without. */
  const needed: StepName[] = [
    ...(["planPreparation", "openRun", "ensureNodePool", "readNodePool", "readPoolNodes"] as const),
    ...(["ensureRelease", "ensureNetworkResources", "ensureUlimitAdjuster", "readStack"] as const),
    ...(["startProbe", "collectProbes", "startPatch", "collectPatches", "checkPools", "checkNodes"] as const),
  ];

  it.each(needed)("%s: the run ends with one record that is not ready and says why", async (step) => {
    const script = { [step]: () => fail({ retry: "never", code: "Forbidden", message: `${step} is forbidden` }) };
    const { record, instance, calls } = await runPreparation({ request: TWO_POOLS, script });
    expect(instance.status).toBe("Completed");
    expect(record.verdict).toBe("notReady");
    expect(record.findings.map(({ found }) => found).join("\n")).toContain(`${step} is forbidden`);
    expect(calls.filter((call) => call.step === "saveRecord")).toHaveLength(1);
    expect(calls.at(-1)?.step).toBe("saveRecord");
  });

  it.each(needed.filter((step) => !["planPreparation", "openRun"].includes(step)))(
    "%s: the run is closed in the cluster all the same, once",
    async (step) => {
      const script = { [step]: () => fail({ retry: "never" }) };
      const { callsOf } = await runPreparation({ request: TWO_POOLS, script });
      expect(callsOf("closeRun")).toHaveLength(1);
    },
  );

  it("an activity that the host itself reports as failed ends in a record too", async () => {
    const { record, callsOf } = await runPreparation({
      script: {
        readPoolNodes: () => {
          throw new Error("out of memory");
        },
      },
    });
    expect(record.verdict).toBe("notReady");
    expect(record.findings[0]?.found).toContain("out of memory");
    expect(callsOf("closeRun")).toHaveLength(1);
  });
});

describe("what was done before a later step failed", () => {
  const everything = goodChanges({ pools: 2, nodes: 3, releases: 2, rdma: true });

  it.each<StepName>(["readStack", "checkPools", "checkNodes"])(
    "stays in the record, with its timings, when %s fails",
    async (step) => {
      const script = { [step]: () => fail({ retry: "never" }) };
      const { record } = await runPreparation({ request: TWO_POOLS, script });
      expect(record.changes).toEqual(everything);
      expect(record.timings.map((timing) => timing.step)).toContain("prepareNodes");
    },
  );

  it("stays in the record when a pool's nodes cannot be read any more", async () => {
    const { record } = await runPreparation({
      script: {
        readPoolNodes: (input, call) => (call > 1 ? fail({ retry: "never" }) : GOOD_STEPS.readPoolNodes(input, call)),
      },
    });
    expect(record.changes.arm).toBe(1);
    expect(record.findings[0]).toMatchObject({ subject: "pool/a100" });
    expect(record.timings.map((timing) => timing.step)).toContain("createNodePool");
  });

  it("stays in the record when Azure calls the pool Failed in the end", async () => {
    const finding = aFinding({ code: "PoolFailed", subject: "pool/a100" });
    const { record } = await runPreparation({
      script: {
        readNodePool: (_input, call) => (call > 1 ? failed(finding) : { kind: "done", value: null, changed: false }),
      },
    });
    expect(record.changes).toMatchObject({ arm: 1, nodes: 1 });
    expect(record.findings).toContainEqual(finding);
  });
});

describe("a run that cannot be closed in the cluster", () => {
  it("keeps its verdict and says what may have been left behind", async () => {
    const { record } = await runPreparation({
      script: { closeRun: () => fail({ retry: "never", code: "ApiServerUnreachable", message: "no route to host" }) },
    });
    expect(record.verdict).toBe("ready");
    expect(record.findings).toMatchObject([
      { code: "ApiServerUnreachable", severity: "warn", found: expect.stringContaining("no route to host") as string },
    ]);
    expect(record.findings[0]?.action).toContain(PREPARATION_ID);
  });

  it("does not hide the failure that came first", async () => {
    const { record } = await runPreparation({
      script: {
        readStack: () => fail({ retry: "never", message: "first" }),
        closeRun: () => fail({ retry: "never", message: "second" }),
      },
    });
    const found = record.findings.map((finding) => finding.found).join("\n");
    expect(found).toContain("first");
    expect(found).toContain("second");
    expect(record.verdict).toBe("notReady");
  });
});

describe("a record that cannot be saved", () => {
  it("fails the orchestration, so that nobody waits for the record, and says so in its status", async () => {
    const { instance, callsOf, host } = await runPreparation({
      script: { saveRecord: () => fail({ retry: "never", code: "AuthorizationFailure", message: "no access" }) },
    });
    expect(instance.status).toBe("Failed");
    expect(callsOf("saveRecord")).toHaveLength(1);
    const { conditions } = JSON.parse(host.inspect.instance(INSTANCE_ID)?.customStatus ?? "") as RunProgress;
    expect(conditions.at(-1)).toMatchObject({ type: "Recorded", status: "False", reason: "AuthorizationFailure" });
  });

  it("is tried again while the fault may pass, and saved in the end", async () => {
    const { instance, callsOf, record } = await runPreparation({
      script: { saveRecord: (_input, call) => (call < 4 ? fail({}) : {}) },
    });
    expect(instance.status).toBe("Completed");
    expect(callsOf("saveRecord")).toHaveLength(4);
    expect(new Set(callsOf("saveRecord").map(({ input }) => JSON.stringify(input.record))).size).toBe(1);
    expect(record.verdict).toBe("ready");
  });
});
