import { describe, expect, test } from "vitest";
import { liveFrame } from "../../../local/demo/live/liveFrame.ts";
import { observe } from "../../../local/demo/run/observe.ts";
import type { RunningView } from "../../../local/demo/run/preparationView.ts";
import { aFinishedView, aPool, aRunningView, at } from "./aView.ts";
import { textOf } from "./plainText.ts";

describe("the live view", () => {
  test("names the cluster, the profile, the simulated time and its pace", () => {
    const [title] = frameOf(aRunningView(), { elapsedMs: 312_000 });
    expect(title).toMatch(/^Lamplighter {2}aks-llm-d {2}self-managed +05:12 simulated, 40x$/);
  });

  test("marks the phases that are over, the current one and those to come", () => {
    expect(frameOf(aRunningView({ phase: "settling" }))).toContain(
      "✓ planning ── ✓ preparing ── ● settling ── ○ verifying ── ○ recording",
    );
  });

  test("leaves out the phases that a blocked run never enters", () => {
    const blocked = { type: "Planned" as const, status: "False" as const, reason: "Blocked", message: "no quota" };
    const frame = frameOf(aRunningView({ phase: "recording", conditions: [{ ...blocked, changedAt: at(2) }] }));
    expect(frame).toContain("✓ planning ── – preparing ── – settling ── – verifying ── ● recording");
    expect(frame).toContain("✗ Planned");
  });

  test("shows one lamp a node, those that have come farthest first, and what the others lack", () => {
    const pool = aPool({ wanted: 6, stage: "settling", joined: 5, ready: 4, settled: 2, prepared: 1 });
    const frame = frameOf(aRunningView({ pools: [{ ...pool, lacks: { DriverNotReady: 1, NewLack: 2 } }] }));
    expect(lineWith(frame, "  h100")).toMatch(/●◕◑◑◔○ +2 of 6 settled$/);
    expect(lineWith(frame, "waiting for")).toContain("waiting for GPU driver (1 node), NewLack (2 nodes)");
  });

  test("folds a hundred nodes into a row in which a lamp is only lit when all of its nodes are", () => {
    const almost = aPool({ wanted: 100, stage: "preparingNodes", joined: 100, ready: 100, settled: 100, prepared: 99 });
    expect(lamps(almost)).toBe(`${"●".repeat(19)}◕`);
    expect(lamps({ ...almost, prepared: 100 })).toBe("●".repeat(20));
  });

  test("tells of many pools in one line, and shows those that are not prepared", () => {
    const pools = Array.from({ length: 100 }, (_, index) =>
      aPool({ name: `pool${index}`, ...(index < 90 ? { stage: "prepared", prepared: 2, ready: 2 } : {}) }),
    );
    const frame = frameOf(aRunningView({ pools }));
    expect(frame.length).toBeLessThan(24);
    expect(lineWith(frame, "  pool90")).toContain("0 of 2 joined");
    expect(lineWith(frame, "more pools")).toContain("and 91 more pools: 180 of 182 nodes prepared, 180 Ready");
  });

  test("shows what each part of the stack waits for, and all of it in one line when it is there", () => {
    const done = ["network-operator", "gpu-operator"].map((name) => ({ name, state: "done" }));
    const waiting = { name: "network", state: "network: no CRD yet" };
    expect(frameOf(aRunningView({ stack: [...done, waiting] }))).toContain("  ● network            no CRD yet");
    expect(frameOf(aRunningView({ stack: done }))).toContain("  ✓ network-operator   ✓ gpu-operator");
  });

  test("puts nodes with the same trouble together, with what a person can do", () => {
    const trouble = ["n1", "n2", "n3", "n4"].map((node) => ({
      node,
      reason: "OfedNotReady: no driver",
      action: "Read.",
    }));
    const frame = frameOf(aRunningView({ nodesInTrouble: trouble }));
    expect(frame).toEqual(
      expect.arrayContaining(["  ! n1, n2 and 2 more", "    OfedNotReady: no driver", "    → Read."]),
    );
  });

  test("has no trouble left when the run is over", () => {
    const trouble = [{ node: "n1", reason: "OfedNotReady: no driver", action: "Read." }];
    const { state } = observe(undefined, aRunningView({ nodesInTrouble: trouble }), 0);
    const last = observe(state, aFinishedView(), 5000).state;
    expect(textOf(liveFrame(last, "simulated", { columns: 80, rows: 24 })).join("\n")).not.toContain("n1");
  });

  test("gives what is left of the screen to what happened last", () => {
    let state = observe(undefined, aRunningView({ phase: "planning" }), 0).state;
    for (let joined = 1; joined <= 50; joined++) {
      state = observe(state, aRunningView({ pools: [aPool({ wanted: 50, joined })] }), joined * 1000).state;
    }
    const frame = textOf(liveFrame(state, "simulated", { columns: 80, rows: 24 }));
    expect(frame.at(-1)).toBe("[+00:50] pool h100: 50 of 50 nodes joined the cluster");
    expect(frame.length).toBeLessThanOrEqual(23);
  });

  test.each([
    { columns: 20, rows: 8 },
    { columns: 40, rows: 12 },
    { columns: 80, rows: 24 },
    { columns: 300, rows: 100 },
  ])("fits $columns columns and $rows rows, whatever the names", ({ columns, rows }) => {
    const view = aRunningView({
      cluster: { subscriptionId: "s", resourceGroup: "g", name: "x".repeat(63) },
      pools: [aPool({ name: "abcdefghijkl", vmSize: `Standard_${"Y".repeat(40)}`, wanted: 1000 }), aPool()],
      stack: [{ name: "a-release-with-a-very-long-name", state: `waiting ${"and waiting ".repeat(20)}` }],
      nodesInTrouble: ["a", "b", "c"].map((name) => ({
        node: name.repeat(80),
        reason: name.repeat(90),
        action: "do ".repeat(80),
      })),
    });
    const frame = frameOf(view, { columns, rows });
    expect(Math.max(...frame.map((line) => line.length))).toBeLessThanOrEqual(columns);
    expect(frame.length).toBeLessThan(rows);
  });
});

function frameOf(view: RunningView, { elapsedMs = 0, columns = 80, rows = 24 } = {}): string[] {
  return textOf(liveFrame(observe(undefined, view, elapsedMs).state, "simulated, 40x", { columns, rows }));
}

function lineWith(frame: readonly string[], part: string): string {
  return frame.find((line) => line.includes(part)) ?? `no line with "${part}"`;
}

function lamps(pool: ReturnType<typeof aPool>): string {
  return lineWith(frameOf(aRunningView({ pools: [pool] })), "  h100").replaceAll(/[^○◔◑◕●]/g, "");
}
