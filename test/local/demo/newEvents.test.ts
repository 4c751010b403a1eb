import { describe, expect, test } from "vitest";
import { observe, type RunStep } from "../../../local/demo/run/observe.ts";
import type { PreparationView } from "../../../local/demo/run/preparationView.ts";
import { aFinishedView, aPool, aRunningView, at } from "./aView.ts";

describe("what a view brings that is new", () => {
  test("nothing, when nothing has changed", () => {
    const [, second] = observeAll([aRunningView(), aRunningView()]);
    expect(second?.fresh).toEqual([]);
  });

  test("counts of a pool, with what its nodes are waiting for", () => {
    const [, second] = observeAll([
      aRunningView({ pools: [aPool()] }),
      aRunningView({ pools: [aPool({ stage: "settling", joined: 2, ready: 2, lacks: { OfedNotReady: 2 } })] }),
    ]);
    expect(texts(second)).toEqual([
      "pool h100: 2 of 2 nodes joined the cluster",
      "pool h100: 2 of 2 nodes Ready",
      "pool h100: waiting for OFED driver (2 nodes)",
    ]);
  });

  test("that a pool is held up, once, and until when", () => {
    const held = (minute: number) => {
      const until = `2026-01-05T08:0${minute}:00.000Z`;
      return aRunningView({ pools: [aPool({ waiting: { code: "Throttled", reason: "too many requests", until } })] });
    };
    const [, second, third] = observeAll([aRunningView({ pools: [aPool()] }), held(4), held(6)]);
    expect(texts(second)).toEqual(["pool h100: Throttled, asked for again at 08:04:00 (too many requests)"]);
    expect(texts(third)).toEqual([]);
  });

  test("a stack item's reason without its own name before it, and nothing of items that have not begun", () => {
    const [, second] = observeAll([
      aRunningView({ stack: [{ name: "gpu-operator", state: "waiting" }] }),
      aRunningView({
        stack: [
          { name: "gpu-operator", state: "gpu-operator: Job helmfile-1 was started" },
          { name: "ulimit-adjuster", state: "waiting" },
        ],
      }),
    ]);
    expect(texts(second)).toEqual(["stack gpu-operator: Job helmfile-1 was started"]);
  });

  test("a phase comes after what ended the one before it, and before what it starts", () => {
    const planned = { type: "Planned" as const, status: "True" as const, reason: "PlanMade", message: "7 steps" };
    const done = { type: "PoolsPrepared" as const, status: "True" as const, reason: "Prepared", message: "all" };
    const conditions = [{ ...planned, changedAt: at(1) }];
    const [, second, third] = observeAll([
      aRunningView({ phase: "planning" }),
      aRunningView({ conditions, stack: [{ name: "network", state: "started" }] }),
      aRunningView({
        phase: "settling",
        conditions: [...conditions, { ...done, changedAt: at(2) }],
        pools: [aPool({ prepared: 2, stage: "prepared" })],
      }),
    ]);
    expect(texts(second).map(firstWords)).toEqual(["✓ Planned:", "preparing: creating", "stack network:"]);
    expect(texts(third).map(firstWords)).toEqual(["pool h100:", "✓ PoolsPrepared:", "settling: waiting"]);
  });

  test("a condition that turns false says why", () => {
    const condition = {
      type: "Verified" as const,
      status: "False" as const,
      reason: "SomeNodesFailed",
      message: "level none",
    };
    const [step] = observeAll([aRunningView({ conditions: [{ ...condition, changedAt: at(9) }] })]);
    expect(step?.fresh[0]).toMatchObject({ text: "✗ Verified (SomeNodesFailed): level none", tone: "bad" });
  });

  test("a finding once, and each on its own subject", () => {
    const finding = { code: "GpuCountMismatch" as const, severity: "fail" as const, found: "7 of 8", action: "report" };
    const [, second] = observeAll([
      aRunningView({ findings: [{ ...finding, subject: "node/a" }] }),
      aFinishedView({
        findings: [
          { ...finding, subject: "node/a" },
          { ...finding, subject: "node/b" },
        ],
      }),
    ]);
    expect(texts(second)).toContain("GpuCountMismatch node/b: 7 of 8");
    expect(texts(second)).not.toContain("GpuCountMismatch node/a: 7 of 8");
  });
});

describe("the state of a run", () => {
  test("keeps every event with the simulated time at which it was seen", () => {
    const steps = observeAll([aRunningView({ phase: "planning" }), aRunningView({ phase: "preparing" })]);
    expect(steps.at(-1)?.state.events.map(({ atMs }) => atMs)).toEqual([0, 5000]);
  });

  test("keeps the stack as it was last seen when the record replaces the progress", () => {
    const stack = [{ name: "network", state: "done" }];
    const [, last] = observeAll([aRunningView({ stack }), aFinishedView()]);
    expect(last?.state.stack).toEqual(stack);
  });

  test("shows every node of a ready pool as prepared in the end, and leaves others where they were", () => {
    const pools = [
      { name: "h100", vmSize: "Standard_ND96isr_H100_v5", wanted: 2, ready: 2 },
      { name: "a100", vmSize: "Standard_NC24ads_A100_v4", wanted: 2, ready: 1 },
    ];
    const [, last] = observeAll([
      aRunningView({ pools: [aPool(), aPool({ name: "a100", joined: 2, ready: 1 })] }),
      aFinishedView({ pools, verdict: "notReady" }),
    ]);
    expect(last?.state.pools.map(({ prepared, ready }) => ({ prepared, ready }))).toEqual([
      { prepared: 2, ready: 2 },
      { prepared: 0, ready: 1 },
    ]);
  });
});

/** One view every five simulated seconds. */
function observeAll(views: readonly PreparationView[]): RunStep[] {
  const steps: RunStep[] = [];
  for (const [index, view] of views.entries()) steps.push(observe(steps.at(-1)?.state, view, index * 5000));
  return steps;
}

function texts(step: RunStep | undefined): string[] {
  return step?.fresh.map(({ text }) => text) ?? [];
}

function firstWords(text: string): string {
  return text.split(" ").slice(0, 2).join(" ");
}
