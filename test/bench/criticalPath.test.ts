/** The arithmetic of `makespan` and `guide-order`: the longest chain, and the guide's steps as tasks. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { criticalPath, type Task } from "../../bench/criticalPath/criticalPath.ts";
import { guideOrder } from "../../bench/criticalPath/guideOrder.ts";
import { type GuidePool, guideTasks } from "../../bench/criticalPath/guideTasks.ts";
import { createLatencies, REFERENCE_LATENCIES } from "../../local/scenarios/latencies.ts";

/** Each waits for some of those before it in the list. */
const someTasks = fc
  .array(fc.record({ seconds: fc.nat(1000), picks: fc.array(fc.nat(), { maxLength: 4 }) }), { maxLength: 30 })
  .map((drafts) =>
    drafts.map(
      ({ seconds, picks }, index): Task => ({
        id: `task ${index}`,
        seconds,
        after: index === 0 ? [] : picks.map((pick) => `task ${pick % index}`),
      }),
    ),
  );

/** Straight from the definition, in the list's order. */
function lastEnding(tasks: readonly Task[]): number {
  const ends = new Map<string, number>();
  for (const { id, seconds, after } of tasks) {
    ends.set(id, Math.max(0, ...after.map((before) => ends.get(before) ?? Number.NaN)) + seconds);
  }
  return Math.max(0, ...ends.values());
}

describe("the critical path", () => {
  it("ends when the last task can, in whatever order the tasks are listed", () => {
    fc.assert(
      fc.property(someTasks, (tasks) => {
        expect(criticalPath(tasks).seconds).toBe(lastEnding(tasks));
        expect(criticalPath(tasks.toReversed()).seconds).toBe(lastEnding(tasks));
      }),
    );
  });

  it("is a chain: each task waits for the one before it, and together they take the whole time", () => {
    fc.assert(
      fc.property(someTasks, (tasks) => {
        const { seconds, path } = criticalPath(tasks);
        expect(path.reduce((total, task) => total + task.seconds, 0)).toBe(seconds);
        expect(path[0]?.after ?? []).toEqual([]);
        for (const [index, task] of path.slice(1).entries()) expect(task.after).toContain(path[index]?.id);
      }),
    );
  });

  it("refuses tasks that wait for one another, or for one that is not there", () => {
    const waiting = (id: string, before: string) => ({ id, seconds: 1, after: [before] });
    expect(() => criticalPath([waiting("a", "b"), waiting("b", "a")])).toThrow("waits for itself");
    expect(() => criticalPath([waiting("a", "c")])).toThrow("There is no task c");
  });
});

const somePools = fc
  .array(fc.record({ infiniband: fc.boolean(), count: fc.integer({ min: 1, max: 12 }) }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((drafts) =>
    drafts.map(
      ({ infiniband, count }, pool): GuidePool => ({
        name: `pool${pool}`,
        infiniband,
        nodes: Array.from({ length: count }, (_, index) => `pool${pool}-node${index}`),
      }),
    ),
  );

/** Every occurrence takes its median. */
const medians = (name: keyof typeof REFERENCE_LATENCIES) => REFERENCE_LATENCIES[name] * 1000;

describe("the guide's tasks", () => {
  it("take, for one InfiniBand node at the medians, what the design's latencies add up to", () => {
    const pools = [{ name: "h100", infiniband: true, nodes: ["node0"] }];
    const { seconds, path } = criticalPath(guideTasks(pools, medians));
    expect(seconds).toBe(5 + 300 + (6 + 30) + (6 + 300) + 270 + 60 + (6 + 4) + 6);
    expect(path.map(({ step }) => step)).not.toContain("RDMA plugin");
  });

  it("are never done sooner at once than the slowest node alone, nor later than one after the other", () => {
    fc.assert(
      fc.property(somePools, (pools) => {
        const latencyOf = createLatencies();
        const { seconds } = criticalPath(guideTasks(pools, latencyOf));
        const alone = pools.flatMap((pool) =>
          pool.nodes.map((node) => criticalPath(guideTasks([{ ...pool, nodes: [node] }], latencyOf)).seconds),
        );
        expect(seconds).toBeCloseTo(Math.max(...alone), 6);
        const { nodeByNode, stepByStep } = guideOrder(pools, latencyOf);
        expect(stepByStep).toBeGreaterThan(seconds);
        expect(nodeByNode).toBeGreaterThanOrEqual(stepByStep - 1e-6);
      }),
    );
  });
});
