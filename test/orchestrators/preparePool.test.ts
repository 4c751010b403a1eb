/** Pools on their own ways: one's trouble is named and leaves the others alone. */
import { describe, expect, it } from "vitest";
import { failed, waiting } from "../../src/domain/outcome.ts";
import { DEFAULT_PACING } from "../../src/domain/pacing.ts";
import { aRequest } from "../support/preparationRequests.ts";
import { aFinding } from "./findings.ts";
import { runPreparation } from "./scriptedRun.ts";
import { GOOD_STEPS, nodesOf, settledPool } from "./scriptedSteps.ts";

const TWO_POOLS = aRequest([{ name: "good" }, { name: "bad" }]);
const poolFailed = aFinding({ code: "PoolFailed", subject: "pool/bad" });

describe("a pool that Azure could not make", () => {
  it("is a finding; the other pool's nodes are prepared, and all of the cluster is verified", async () => {
    const { record, callsOf } = await runPreparation({
      request: TWO_POOLS,
      script: {
        readNodePool: ({ pool }) =>
          pool === "bad" ? failed(poolFailed) : { kind: "done", value: null, changed: false },
      },
    });
    expect(record).toMatchObject({ verdict: "notReady", findings: [poolFailed] });
    expect(new Set(callsOf("startPatch").map(({ input }) => input.node.pool))).toEqual(new Set(["good"]));
    expect(callsOf("checkPools")).toHaveLength(1);
  });

  it("that was refused at once is not polled", async () => {
    const { record, callsOf } = await runPreparation({
      request: TWO_POOLS,
      script: {
        ensureNodePool: ({ pool }, call) =>
          pool.spec.name === "bad" ? failed(poolFailed) : GOOD_STEPS.ensureNodePool({ pool } as never, call),
      },
    });
    expect(record.changes).toMatchObject({ arm: 1, nodes: 1 });
    expect(callsOf("readNodePool").map(({ input }) => input.pool)).not.toContain("bad");
  });
});

describe("a pool that takes longer", () => {
  it("waits for another operation on it to end before it is asked for", async () => {
    const { record, callsOf } = await runPreparation({
      script: {
        ensureNodePool: (_input, call) =>
          call < 3 ? waiting("pool a100 is Scaling") : { kind: "done", value: null, changed: true },
      },
    });
    expect(record.verdict).toBe("ready");
    expect(callsOf("ensureNodePool")).toHaveLength(3);
    expect(record.changes.arm).toBe(1);
  });

  it("is given up at its deadline, with what it was waiting for", async () => {
    const { record, calls } = await runPreparation({
      script: { readPoolNodes: ({ wanted }) => ({ ...settledPool("a100", wanted), joined: 0, ready: 0, settled: 0 }) },
    });
    expect(record.findings[0]).toMatchObject({
      code: "PoolFailed",
      subject: "pool/a100",
      found: "not ready after 45 minutes: 0 of 1 nodes are Ready, 0 have joined",
    });
    const lastRead = calls.findLast(({ step }) => step === "readNodePool")?.at ?? 0;
    expect(lastRead).toBeGreaterThanOrEqual(DEFAULT_PACING.poolDeadlineSeconds);
    expect(lastRead).toBeLessThan(DEFAULT_PACING.poolDeadlineSeconds + DEFAULT_PACING.longestPollSeconds);
  });

  it("is polled with one list a time, more densely towards the expected end", async () => {
    const expected = DEFAULT_PACING.poolExpectedSeconds;
    let begun = 0;
    const { callsOf } = await runPreparation({
      request: aRequest([{ name: "a100", count: 4 }]),
      script: {
        readPoolNodes: ({ wanted }) => {
          begun += 1;
          const ready = begun > 12 ? wanted : 0;
          return { ...settledPool("a100", wanted), joined: ready, ready };
        },
      },
    });
    const times = callsOf("readPoolNodes").map(({ at }) => at);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    const gapsBefore = gaps.filter((_, index) => (times[index + 1] ?? 0) <= expected);
    expect(gapsBefore.at(0)).toBe(DEFAULT_PACING.longestPollSeconds);
    expect(gapsBefore.at(-1)).toBe(DEFAULT_PACING.shortestPollSeconds);
  });
});

describe("a stack that does not settle on every node", () => {
  const [settledNode, straggler] = nodesOf("a100", 2);
  const finding = aFinding({ code: "DriverNotReady", subject: `node/${straggler?.name}` });

  it("names the stragglers at the deadline and prepares the nodes that have settled", async () => {
    const { record, callsOf, calls } = await runPreparation({
      request: aRequest([{ name: "a100", count: 2 }]),
      script: {
        readPoolNodes: ({ withNodes }) => ({
          ...{ joined: 2, ready: 2, settled: 1, lacks: { DriverNotReady: 1 }, trouble: [] },
          ...(withNodes === "joined" ? { nodes: nodesOf("a100", 2), stragglers: [finding] } : {}),
        }),
      },
    });
    expect(record.verdict).toBe("notReady");
    expect(record.findings).toContainEqual(finding);
    expect(callsOf("startPatch").map(({ input }) => input.node)).toEqual([settledNode]);
    expect(calls.find(({ step }) => step === "startProbe")?.at).toBeGreaterThanOrEqual(
      DEFAULT_PACING.stackDeadlineSeconds,
    );
  });

  it("is not waited for longer than it usually takes once the cluster's stack has failed, and settled nodes are prepared", async () => {
    const helmFailed = aFinding({ code: "HelmReleaseFailed", subject: "release/gpu-operator" });
    let noted: string | undefined;
    const { record, callsOf, calls } = await runPreparation({
      request: aRequest([{ name: "a100", count: 2 }]),
      script: {
        ensureRelease: () => failed(helmFailed),
        noteStackFailure: ({ code }) => {
          noted = code;
          return {};
        },
        readPoolNodes: ({ withNodes }) => ({
          ...{ joined: 2, ready: 2, settled: 1, lacks: { DriverNotReady: 1 }, trouble: [] },
          ...(noted === undefined ? {} : { stackFailure: "HelmReleaseFailed" as const }),
          ...(withNodes === "joined" ? { nodes: nodesOf("a100", 2), stragglers: [finding] } : {}),
        }),
      },
    });
    expect(noted).toBe("HelmReleaseFailed");
    expect(record.findings).toEqual(expect.arrayContaining([helmFailed, finding]));
    expect(callsOf("startPatch").map(({ input }) => input.node)).toEqual([settledNode]);
    const probedAt = calls.find(({ step }) => step === "startProbe")?.at;
    expect(probedAt).toBeGreaterThanOrEqual(DEFAULT_PACING.gpuStackExpectedSeconds);
    expect(probedAt).toBeLessThan(DEFAULT_PACING.stackDeadlineSeconds / 2);
  });

  it("does not wait for the charts: the nodes of a settled pool are prepared while one is still being installed", async () => {
    const { calls } = await runPreparation({
      script: {
        ensureRelease: (_input, call) =>
          call < 20 ? waiting("installing") : { kind: "done", value: null, changed: true },
      },
    });
    const steps = calls.map(({ step }) => step);
    expect(steps.indexOf("collectPatches")).toBeLessThan(steps.lastIndexOf("ensureRelease"));
  });
});
