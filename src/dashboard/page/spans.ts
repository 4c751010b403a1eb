/** A run's steps as spans of time: from its record, or from what it tells of itself while it goes on. */
import type { Span } from "./gantt.tsx";
import type { FinishedPreparation, PlannedStep, RunningPreparation } from "./shapes.ts";
import type { Tone } from "./tone.tsx";
import { inWords, subjectInWords } from "./words.ts";

export interface Chart {
  spans: Span[];
  startedAt: number;
  totalMs: number;
}

interface Lapse {
  step: string;
  subject: string;
  from: number;
  to?: number;
  tone: Tone;
}

export function chartOfRecord({ timings, startedAt, finishedAt }: FinishedPreparation): Chart {
  const lapses = timings.map(({ step, subject, ...times }) => ({
    ...{ step, subject, from: Date.parse(times.startedAt), to: Date.parse(times.finishedAt) },
    tone: "good" as const,
  }));
  return chartOf(lapses, Date.parse(startedAt), Date.parse(finishedAt));
}

/** Undefined: it has told nothing of its steps yet. */
export function chartOfRun(run: RunningPreparation): Chart | undefined {
  const began = begunAt(run);
  if (began === undefined || run.toldAt === undefined) return undefined;
  const lapses = [...stackLapses(run, began), ...run.pools.flatMap(poolLapses), ...endLapses(run)];
  const last = Math.max(Date.parse(run.toldAt), ...lapses.map(({ from, to = from }) => to));
  return chartOf(lapses, began, last);
}

/** Of a plan: by reference durations. Steps that take no time are left out. */
export function chartOfPlan(steps: readonly PlannedStep[], expectedSeconds: number): Chart {
  const spans = steps
    .filter((step) => step.expectedSeconds > 0)
    .map((step) => ({
      key: `${step.step}/${step.subject}`,
      label: inWords(step.step),
      subject: subjectInWords(step.subject),
      fromMs: step.startsAfterSeconds * 1000,
      toMs: (step.startsAfterSeconds + step.expectedSeconds) * 1000,
      tone: step.change === "none" ? ("none" as const) : ("busy" as const),
    }));
  return { spans, startedAt: 0, totalMs: expectedSeconds * 1000 };
}

/** When the work began: after the plan, and the feature that it had to wait for. */
function begunAt({ conditions }: RunningPreparation): number | undefined {
  const begun = conditions.find(({ type }) => type === "Planned")?.changedAt;
  return begun === undefined ? undefined : Date.parse(begun);
}

function stackLapses({ stack }: RunningPreparation, began: number): Lapse[] {
  return stack
    .filter(({ changedAt }) => changedAt !== undefined)
    .map(({ name, state, changedAt = "" }) => ({
      ...{ step: "install", subject: name, from: began },
      ...(state === "done" ? { to: Date.parse(changedAt), tone: "good" as const } : { tone: "busy" as const }),
    }));
}

const STAGE_STEPS: Record<string, string> = {
  creating: "createNodePool",
  settling: "installNodeStack",
  preparingNodes: "prepareNodes",
  busyNodes: "prepareBusyNodes",
};

function poolLapses({ name, stages = [] }: RunningPreparation["pools"][number]): Lapse[] {
  return stages.flatMap(({ stage, since }, index): Lapse[] => {
    const step = STAGE_STEPS[stage];
    if (step === undefined) return [];
    const next = stages[index + 1];
    const lapse = { step, subject: `pool/${name}`, from: Date.parse(since) };
    if (next === undefined) return [{ ...lapse, tone: "busy" }];
    return [{ ...lapse, to: Date.parse(next.since), tone: next.stage === "failed" ? "bad" : "good" }];
  });
}

/** After the pools: what is cluster-wide, and verification. */
function endLapses({ conditions, phase }: RunningPreparation): Lapse[] {
  const at = (type: string) => conditions.find((condition) => condition.type === type)?.changedAt;
  const [prepared, verified] = [at("PoolsPrepared"), at("Verified")];
  if (prepared === undefined) return [];
  const lapse = {
    step: phase === "settling" ? "settle" : "settleAndVerify",
    subject: "cluster",
    from: Date.parse(prepared),
  };
  return [verified === undefined ? { ...lapse, tone: "busy" } : { ...lapse, to: Date.parse(verified), tone: "good" }];
}

function chartOf(lapses: readonly Lapse[], startedAt: number, endedAt: number): Chart {
  const spans = lapses
    .toSorted((one, other) => one.from - other.from || (one.to ?? Infinity) - (other.to ?? Infinity))
    .map(({ step, subject, from, to, tone }, index) => ({
      key: `${step}/${subject}/${index}`,
      label: inWords(step),
      subject: subjectInWords(subject),
      fromMs: Math.max(0, from - startedAt),
      ...(to === undefined ? {} : { toMs: to - startedAt }),
      tone,
    }));
  return { spans, startedAt, totalMs: endedAt - startedAt };
}
