/** A pool that Azure will not have yet: what is waited out, for how long, and what a person sees meanwhile. */
import { describe, expect, it } from "vitest";
import { failed } from "../../src/domain/outcome.ts";
import { DEFAULT_PACING } from "../../src/domain/pacing.ts";
import type { PoolProgress } from "../../src/domain/progress.ts";
import { aRequest } from "../support/preparationRequests.ts";
import { aFinding } from "./findings.ts";
import { PREPARATION_ID, type RunOptions, runPreparation } from "./scriptedRun.ts";
import { fail, GOOD_STEPS } from "./scriptedSteps.ts";

const { poolDeadlineSeconds, capacityAttempts, capacityPauseSeconds } = DEFAULT_PACING;

const CONFLICT = { code: "OperationNotAllowed", retry: "soon", message: "another operation is in progress" } as const;
const NO_CAPACITY = aFinding({ code: "AllocationFailed", subject: "pool/a100" });
const done = GOOD_STEPS.ensureNodePool;

/** The run, and every state of waiting that its pool showed. */
async function runPool(script: NonNullable<RunOptions["script"]>) {
  const waits: NonNullable<PoolProgress["waiting"]>[] = [];
  const run = await runPreparation({
    script,
    onStatus(instanceId, status) {
      const { waiting } = JSON.parse(status) as PoolProgress;
      if (
        instanceId === `${PREPARATION_ID}:pool:a100` &&
        waiting !== undefined &&
        waiting.until !== waits.at(-1)?.until
      )
        waits.push(waiting);
    },
  });
  const asked = run.callsOf("ensureNodePool").map(({ at }) => at);
  return { ...run, waits, asked, gaps: asked.slice(1).map((at, index) => at - (asked[index] ?? 0)) };
}

describe("a pool behind another operation", () => {
  it("is asked for until that has ended, however often, and is ready then", async () => {
    const { record, asked, waits } = await runPool({
      ensureNodePool: (input, call) => (call <= 15 ? fail(CONFLICT) : done(input, call)),
    });
    expect(record).toMatchObject({ verdict: "ready", findings: [], changes: { arm: 1 } });
    expect(asked).toHaveLength(16);
    expect(waits[0]).toMatchObject({
      code: "OperationConflict",
      reason: expect.stringContaining("in progress") as string,
    });
  });

  it("is given up at the deadline, as OperationConflict", async () => {
    const { record, asked } = await runPool({ ensureNodePool: () => fail(CONFLICT) });
    expect(record.findings).toMatchObject([
      {
        code: "OperationConflict",
        severity: "fail",
        found: expect.stringMatching(/^not ready after 45 minutes: /) as string,
      },
    ]);
    expect(asked.at(-1)).toBeLessThanOrEqual(poolDeadlineSeconds);
    expect(asked.at(-1)).toBeGreaterThan(poolDeadlineSeconds - 200);
  });

  it("is asked for at other moments than its siblings", async () => {
    const pools = ["a", "b", "c"];
    const { callsOf } = await runPreparation({
      request: aRequest(pools.map((name) => ({ name }))),
      script: {
        ensureNodePool: (input, call) => (call <= 6 ? fail(CONFLICT) : done(input, call)),
      },
    });
    const last = pools.map(
      (name) => callsOf("ensureNodePool").findLast(({ input }) => input.pool.spec.name === name)?.at,
    );
    expect(new Set(last).size).toBe(3);
  });
});

describe("a throttled pool", () => {
  it("is asked for again not sooner than Azure wants, and shows until when", async () => {
    const { record, gaps, waits } = await runPool({
      ensureNodePool: (input, call) =>
        call === 1 ? fail({ code: "Throttled", retry: "soon", retryAfterSeconds: 1200 }) : done(input, call),
    });
    expect(record.verdict).toBe("ready");
    expect(gaps[0]).toBeGreaterThanOrEqual(1200);
    expect(Date.parse(waits[0]?.until ?? "")).toBe(Date.UTC(2026, 0, 5, 8, 0, 0) + (gaps[0] ?? 0) * 1000);
  });

  it("is not asked again before the time, even if the deadline comes first", async () => {
    const { record, asked, instance } = await runPool({
      ensureNodePool: () => fail({ code: "Throttled", retry: "soon", retryAfterSeconds: 86_400 }),
    });
    expect(asked).toHaveLength(1);
    expect(record.findings).toMatchObject([{ code: "Throttled", severity: "fail", subject: "pool/a100" }]);
    expect(instance.status).toBe("Completed");
    expect(Date.parse(record.finishedAt) - Date.parse(record.startedAt)).toBeLessThan(2 * poolDeadlineSeconds * 1000);
  });

  it("whose state cannot be read is looked at later", async () => {
    let reads = 0;
    const { record, waits } = await runPool({
      readPoolNodes: (input, call) => ({
        ...GOOD_STEPS.readPoolNodes(input, call),
        ready: reads > 1 ? input.wanted : 0,
      }),
      readNodePool(input, call) {
        reads += 1;
        return reads <= 2
          ? fail({ code: "Throttled", retry: "soon", retryAfterSeconds: 90 })
          : GOOD_STEPS.readNodePool(input, call);
      },
    });
    expect(record.verdict).toBe("ready");
    expect(waits.map(({ code }) => code)).toEqual(["Throttled", "Throttled"]);
  });
});

describe("a pool for which Azure has no capacity", () => {
  const outOfCapacity = { ...failed(NO_CAPACITY), again: { retry: "slowly" as const, etag: "as-it-failed" } };

  it("while it is being created, is asked for again after a pause, and is ready then", async () => {
    const { record, callsOf, gaps, waits } = await runPool({
      readNodePool: (input, call) => (call === 1 ? outOfCapacity : GOOD_STEPS.readNodePool(input, call)),
    });
    expect(record).toMatchObject({ verdict: "ready", findings: [] });
    expect(callsOf("ensureNodePool").map(({ input }) => input.failedAs)).toEqual([undefined, "as-it-failed"]);
    expect(gaps[0]).toBeGreaterThanOrEqual(capacityPauseSeconds);
    expect(waits).toMatchObject([{ code: "AllocationFailed" }]);
  });

  it.each([
    ["the operation fails", { readNodePool: () => outOfCapacity }],
    ["the request is refused", { ensureNodePool: () => fail({ code: "AllocationFailed", retry: "slowly" }) }],
  ] as const)("is given up after so many times, when %s", async (_, script) => {
    const { record, asked } = await runPool(script);
    expect(record).toMatchObject({ verdict: "notReady", findings: [{ code: "AllocationFailed", severity: "fail" }] });
    expect(asked).toHaveLength(capacityAttempts);
  });
});

describe("a pool whose operation was preempted", () => {
  it("is asked for again", async () => {
    const preempted = aFinding({ code: "OperationConflict", subject: "pool/a100" });
    const { record, asked } = await runPool({
      readNodePool: (input, call) =>
        call <= 6
          ? { ...failed(preempted), again: { retry: "soon", etag: `${call}` } }
          : GOOD_STEPS.readNodePool(input, call),
    });
    expect(record.verdict).toBe("ready");
    expect(asked).toHaveLength(7);
  });
});

describe("a pool that Azure refuses", () => {
  it.each(["PreconditionFailed", "InvalidParameter", "RequestDisallowedByPolicy"])(
    "with %s has failed at once, and it is not called a bug",
    async (code) => {
      const { record, asked } = await runPool({ ensureNodePool: () => fail({ code, retry: "never" }) });
      expect(record.findings).toMatchObject([{ code: "PoolFailed", subject: "pool/a100" }]);
      expect(asked).toHaveLength(1);
    },
  );
});

describe("a pool that may be tried in other zones", () => {
  const inZones = { request: aRequest([{ name: "a100", zones: ["1"] }], { allow: { zoneFallback: true } }) };
  const outOfCapacity = { ...failed(NO_CAPACITY), again: { retry: "slowly" as const, etag: "as-it-failed" } };
  const zonesOf = (calls: readonly { input: { pool: { spec: { zones: string[] } } } }[]) =>
    calls.map(({ input }) => input.pool.spec.zones.join());

  it("is taken away and asked for in the next zone at once, and a warning says where it is", async () => {
    const { record, callsOf } = await runPreparation({
      ...inZones,
      script: { readNodePool: (input, call) => (call <= 2 ? outOfCapacity : GOOD_STEPS.readNodePool(input, call)) },
    });
    expect(zonesOf(callsOf("ensureNodePool"))).toEqual(["1", "2", "3"]);
    expect(callsOf("removeFailedPool").map(({ input }) => input.failedAs)).toEqual(["as-it-failed", "as-it-failed"]);
    expect(record).toMatchObject({ verdict: "ready", changes: { arm: 5 } });
    expect(record.findings).toMatchObject([
      { code: "AllocationFailed", severity: "warn", found: expect.stringMatching(/zone 1 .* zone 3$/) as string },
    ]);
  });

  it("is asked for where it is when it may not be taken away", async () => {
    const { record, callsOf } = await runPreparation({
      ...inZones,
      script: { readNodePool: () => outOfCapacity, removeFailedPool: () => failed(NO_CAPACITY) },
    });
    expect(new Set(zonesOf(callsOf("ensureNodePool")))).toEqual(new Set(["1"]));
    expect(record.findings.map(({ severity }) => severity)).toContain("fail");
  });

  it("is given up when no zone has capacity", async () => {
    const { record, callsOf } = await runPreparation({ ...inZones, script: { readNodePool: () => outOfCapacity } });
    expect(zonesOf(callsOf("ensureNodePool"))).toEqual(["1", "2", "3", "3"]);
    expect(record.findings).toMatchObject([{ code: "AllocationFailed", severity: "fail" }]);
  });

  it.each([
    ["the request does not allow it", { request: aRequest([{ name: "a100", zones: ["1"] }]) }, outOfCapacity],
    ["the cause is another one", inZones, failed(aFinding({ code: "QuotaInsufficient", subject: "pool/a100" }))],
  ] as const)("is never taken away when %s", async (_, options, outcome) => {
    const { callsOf } = await runPreparation({ ...options, script: { readNodePool: () => outcome } });
    expect(callsOf("removeFailedPool")).toEqual([]);
  });
});
