import { describe, expect, it } from "vitest";
import { LACK_ACTIONS } from "../../src/domain/nodeReadiness.ts";
import { MOST_TROUBLE, type PoolProgress, subInstanceId, unseenPool, withWaves } from "../../src/domain/progress.ts";

/** The extension counts UTF-16, two bytes a character. */
const MOST_CHARACTERS = (16 * 1024) / 2;

describe("a pool's progress", () => {
  it("fits in a custom status when as many nodes as are named are in trouble, with the longest texts", () => {
    const codes = Object.keys(LACK_ACTIONS);
    const longest = Object.values(LACK_ACTIONS).toSorted((left, right) => right.length - left.length)[0] ?? "";
    const progress: PoolProgress = {
      name: "abcdefghijkl",
      vmSize: "Standard_ND96amsr_A100_v4",
      wanted: 1000,
      stage: "preparingNodes",
      joined: 1000,
      ready: 1000,
      settled: 1000,
      prepared: 1000,
      lacks: Object.fromEntries(codes.map((code) => [code, 1000])),
      trouble: Array.from({ length: MOST_TROUBLE }, (_, index) => ({
        node: `aks-abcdefghijkl-12345678-vmss0000${index}`,
        reason: "RdmaNotConverged: the OFED driver has not been scheduled",
        action: longest,
      })),
    };
    expect(JSON.stringify(progress).length).toBeLessThan(MOST_CHARACTERS);
  });
});

describe("a sub-orchestration's id", () => {
  const run = "0190f3c2-7c34-7a5b-9d0e-2f4f6f1f0a11";
  const ids = [
    subInstanceId.pool(run, "abcdefghijkl"),
    subInstanceId.stack(run),
    subInstanceId.nodes(run, "abcdefghijkl", 19),
    subInstanceId.nodes(run, "abcdefghijkl", 18),
    subInstanceId.verification(run),
    subInstanceId.verifyNodes(run, "abcdefghijkl", 19),
  ];

  it("is one that every back end takes", () => {
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9:_-]{1,100}$/);
  });

  it("is another one for each part of a run and for each run", () => {
    const others = [subInstanceId.stack("other"), subInstanceId.verification("other")];
    expect(new Set([...ids, ...others]).size).toBe(ids.length + others.length);
  });
});

describe("a pool whose nodes with workloads go in waves", () => {
  const pool: PoolProgress = {
    ...unseenPool({ name: "a", vmSize: "s", wanted: 4 }),
    stage: "busyNodes",
    prepared: 1,
  };

  it.each([
    ["waits for its turn", { prepared: 0, failed: 0, left: 3 }, { stage: "busyNodes", prepared: 1 }],
    ["is under way", { prepared: 2, failed: 0, left: 1 }, { stage: "busyNodes", prepared: 3 }],
    ["is done", { prepared: 3, failed: 0, left: 0 }, { stage: "prepared", prepared: 4 }],
    ["has failed nodes", { prepared: 2, failed: 1, left: 0 }, { stage: "failed", prepared: 3 }],
  ] as const)("%s", (_what, counts, told) => {
    expect(withWaves(pool, [{ pool: "a", ...counts }])).toMatchObject(told);
  });

  it("is told of apart from the others", () => {
    expect(withWaves(pool, [{ pool: "b", prepared: 1, failed: 0, left: 0 }])).toEqual(pool);
  });
});
