/** Every benchmark by its name. Each one's code is loaded only when it runs. */
import type { Benchmark } from "./benchmark.ts";

export const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
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
};
