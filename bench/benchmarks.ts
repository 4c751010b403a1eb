/** Every benchmark by its name. Each one's code is loaded only when it runs. */
import type { Benchmark } from "./benchmark.ts";

export const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  "makespan-1": makespan(1),
  "makespan-10": makespan(10),
  "makespan-100": makespan(100),
  "makespan-1000": makespan(1000),
  coldstart: {
    about: "time to load dist/app.js / a bundled hello-world durable app",
    unit: "ratio",
    target: 1.5,
    wanted: "atMost",
    measure: async () => (await import("./coldstart/coldstart.ts")).measureColdStart(),
  },
  "http-accept": {
    about: "POST accepted / a minimal durable starter with one table insert, median",
    unit: "ratio",
    target: 2,
    wanted: "atMost",
    measure: async () => (await import("./httpAccept/httpAccept.ts")).measureHttpAccept(),
  },
  "guide-order": {
    about: "the guide's steps one after the other, node by node / ours, 10 nodes in 2 pools",
    unit: "ratio",
    target: 3,
    wanted: "atLeast",
    measure: async () => (await import("./guideOrder/guideOrder.ts")).measureGuideOrder(),
  },
  "replay-growth": {
    about: "CPU per node at 1000 nodes / at 10 nodes, host and app",
    unit: "ratio",
    target: 1.3,
    wanted: "atMost",
    measure: async () => (await import("./replayGrowth/replayGrowth.ts")).measureReplayGrowth(),
  },
  "history-per-node": {
    about: "history events for each node, of 1000 nodes",
    unit: "events",
    target: 15,
    wanted: "atMost",
    measure: async () => (await import("./perNode/perNode.ts")).measureHistoryPerNode(),
  },
  "calls-per-node": {
    about: "API calls for each node, of 1000 nodes",
    unit: "calls",
    target: 9,
    wanted: "atMost",
    measure: async () => (await import("./perNode/perNode.ts")).measureCallsPerNode(),
  },
  "memory-per-run": {
    about: "growth for each finished run, after 200 of them",
    unit: "MB",
    target: 0.1,
    wanted: "atMost",
    measure: async () => (await import("./memoryPerRun/memoryPerRun.ts")).measureMemoryPerRun(),
  },
};

function makespan(nodes: number): Benchmark {
  return {
    about: `time of a preparation / its critical path, virtual time, nodes: ${nodes}`,
    unit: "ratio",
    target: 1.05,
    wanted: "atMost",
    measure: async () => (await import("./makespan/makespan.ts")).measureMakespan(nodes),
  };
}
