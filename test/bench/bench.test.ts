/** The frame of the benchmarks: names, help and judgement. What they measure is never a test. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { readBenchArguments } from "../../bench/benchArguments.ts";
import { type Benchmark, figureOf, unmeasured } from "../../bench/benchmark.ts";
import { BENCHMARKS } from "../../bench/benchmarks.ts";
import { median } from "../../bench/statistics.ts";

const main = join(import.meta.dirname, "../../bench/main.ts");

const aBenchmark: Benchmark = {
  about: "one / the other",
  unit: "ratio",
  target: 2,
  wanted: "atMost",
  measure: () => Promise.resolve({ value: 1, detail: "" }),
};

describe("the command line", () => {
  it("takes names once each, or all, in the table's order", () => {
    const benchmarks = { one: aBenchmark, two: aBenchmark };
    expect(readBenchArguments(["two", "two"], benchmarks)).toEqual({ kind: "run", names: ["two"], json: false });
    expect(readBenchArguments(["all", "--json"], benchmarks)).toEqual({
      kind: "run",
      names: ["one", "two"],
      json: true,
    });
  });

  it.each([
    [["colstart"], 'no benchmark "colstart". Did you mean coldstart?'],
    [[], "Name a benchmark: makespan-1,"],
    [["coldstart", "--jsn"], "--jsn"],
  ])("refuses %j with the names that there are, and exit code 2", (args, said) => {
    const { status, stderr, stdout } = spawnSync(process.execPath, [main, ...args], { encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(said);
    for (const name of Object.keys(BENCHMARKS)) expect(stderr).toContain(name);
  });

  it("helps with every name, its meaning and its target", () => {
    const help = readBenchArguments(["--help"], BENCHMARKS);
    expect(help.kind).toBe("help");
    for (const [name, { about, target }] of Object.entries(BENCHMARKS)) {
      expect("text" in help && help.text).toMatch(new RegExp(`${name} .*${about}; at (most|least) ${target}`));
    }
  });
});

describe("a figure", () => {
  it.each([
    ["atMost", 2, true],
    ["atMost", 2.01, false],
    ["atLeast", 2, true],
    ["atLeast", 1.99, false],
  ] as const)("of which %s 2 is wanted, at %d: %s", (wanted, value, met) => {
    expect(figureOf("some", { ...aBenchmark, wanted }, { value, detail: "so" })).toEqual({
      name: "some",
      value,
      unit: "ratio",
      target: 2,
      met,
      detail: "so",
    });
  });

  it("that could not be measured is not met, and says why", () => {
    expect(unmeasured("some", aBenchmark, "no build")).toMatchObject({
      value: null,
      met: false,
      detail: expect.stringContaining("no build") as string,
    });
  });
});

test("the median of an even number lies between the two in the middle", () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2])]).toEqual([2, 2.5]);
});
