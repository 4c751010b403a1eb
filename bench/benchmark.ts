/** What a benchmark is: a figure of design.md, section 10, how much of it is enough, and how it is measured. */
export interface Benchmark {
  /** "dist/app.js / a bundled hello-world durable app". */
  about: string;
  unit: string;
  target: number;
  /** On which side of the target a value is good. */
  wanted: "atMost" | "atLeast";
  /** Runs in a process of its own, with `--expose-gc`; says on stderr how it gets on. */
  measure(): Promise<Measurement>;
}

export interface Measurement {
  value: number;
  /** What the value comes from, in one line. */
  detail: string;
}

/** One line of the report. */
export interface Figure {
  name: string;
  /** Null when it could not be measured; `detail` says why. */
  value: number | null;
  unit: string;
  target: number;
  met: boolean;
  detail: string;
}

export function figureOf(name: string, { unit, target, wanted }: Benchmark, { value, detail }: Measurement): Figure {
  return { name, value, unit, target, met: wanted === "atMost" ? value <= target : value >= target, detail };
}

export function unmeasured(name: string, { unit, target }: Benchmark, reason: string): Figure {
  return { name, value: null, unit, target, met: false, detail: `could not be measured: ${reason}` };
}
