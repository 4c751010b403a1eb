/** The stack beside the pools: charts, network, DaemonSets, and the access that the installation needs meanwhile. */
import { describe, expect, it } from "vitest";
import { failed, waiting } from "../../src/domain/outcome.ts";
import { DEFAULT_PACING } from "../../src/domain/pacing.ts";
import { subInstanceId } from "../../src/domain/progress.ts";
import { aRequest } from "../support/preparationRequests.ts";
import { H100 } from "../support/requests.ts";
import { aFinding } from "./findings.ts";
import { PREPARATION_ID, runPreparation } from "./scriptedRun.ts";
import { fail } from "./scriptedSteps.ts";

const RDMA = aRequest([{ name: "h100", vmSize: H100 }]);
const helmFailed = aFinding({ code: "HelmReleaseFailed", subject: "release/gpu-operator" });

describe("a chart whose installation fails", () => {
  it("is tried once more with a new Job, and may then succeed", async () => {
    const { record, callsOf } = await runPreparation({
      script: {
        ensureRelease: ({ attempt }) =>
          attempt === 1 ? failed(helmFailed) : { kind: "done", value: null, changed: true },
      },
    });
    expect(callsOf("ensureRelease").map(({ input }) => input.attempt)).toEqual([1, 2]);
    expect(record.verdict).toBe("ready");
  });

  it("counts when it fails again; it is not asked about any more, and what depends on it is not installed", async () => {
    const { record, callsOf } = await runPreparation({
      request: RDMA,
      script: {
        ensureRelease: ({ release }, call) =>
          release.name === "gpu-operator"
            ? failed(helmFailed)
            : call < 9
              ? waiting("installing")
              : { kind: "done", value: null, changed: true },
      },
    });
    expect(record.findings).toContainEqual(helmFailed);
    expect(callsOf("ensureRelease").filter(({ input }) => input.release.name === "gpu-operator")).toHaveLength(2);
    expect(callsOf("ensureNetworkResources")).toEqual([]);
    expect(callsOf("ensureUlimitAdjuster")).toEqual([]);
  });

  it("that never ends is given up at its deadline", async () => {
    const { record, calls } = await runPreparation({
      script: { ensureRelease: () => waiting("gpu-operator: Job is installing") },
    });
    expect(record.findings[0]).toMatchObject({ code: "HelmReleaseFailed" });
    expect(record.findings[0]?.found).toContain("gpu-operator: Job is installing");
    const lastAsked = calls.findLast(({ step }) => step === "ensureRelease")?.at ?? 0;
    expect(lastAsked).toBeGreaterThanOrEqual(DEFAULT_PACING.chartDeadlineSeconds);
  });
});

describe("the installer's access", () => {
  it.each(["failed", "fault", "late"])("is taken away when the charts end as %s", async (end) => {
    const { callsOf } = await runPreparation({
      script: {
        ensureRelease: () => {
          if (end === "fault") fail({ retry: "never" });
          return end === "failed" ? failed(helmFailed) : waiting("installing");
        },
      },
    });
    expect(callsOf("removeInstallerAccess")).toHaveLength(1);
  });

  it("that could not be taken away is left to the closing of the run", async () => {
    const { record, callsOf } = await runPreparation({
      script: { removeInstallerAccess: () => fail({ retry: "never" }) },
    });
    expect(record).toMatchObject({ verdict: "ready", findings: [] });
    expect(callsOf("closeRun")).toHaveLength(1);
  });
});

describe("resources of a kind that the cluster does not know yet", () => {
  it("are asked for again until their CRD is established", async () => {
    const { record, callsOf } = await runPreparation({
      request: RDMA,
      script: {
        ensureNetworkResources: (_input, call) =>
          call < 4
            ? waiting("the cluster does not know NicClusterPolicy yet")
            : { kind: "done", value: { changed: 2 }, changed: true },
      },
    });
    expect(callsOf("ensureNetworkResources")).toHaveLength(4);
    expect(record.verdict).toBe("ready");
  });

  it("are named at the deadline", async () => {
    const { record } = await runPreparation({
      request: RDMA,
      script: { ensureNetworkResources: () => waiting("the cluster does not know NicClusterPolicy yet") },
    });
    expect(record.findings).toMatchObject([
      { code: "CrdNotEstablished", found: expect.stringContaining("NicClusterPolicy") as string },
    ]);
  });
});

describe("the progress of the stack", () => {
  it("names every item and what it waits for", async () => {
    const seen = new Set<string>();
    await runPreparation({
      request: RDMA,
      script: {
        ensureRelease: (_input, call) =>
          call < 2 ? waiting("Job is installing") : { kind: "done", value: null, changed: true },
      },
      onStatus: (id, status) => (id === subInstanceId.stack(PREPARATION_ID) ? seen.add(status) : undefined),
    });
    const states = [...seen].map(
      (status) => (JSON.parse(status) as { items: { name: string; state: string }[] }).items,
    );
    expect(states.at(0)?.map(({ state }) => state)).toEqual([
      "Job is installing",
      "Job is installing",
      "waiting",
      "waiting",
    ]);
    expect(states.at(-1)).toMatchObject(
      ["network-operator", "gpu-operator", "network", "ulimit-adjuster"].map((name) => ({ name, state: "done" })),
    );
  });
});
