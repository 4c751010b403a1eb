/** Where the time went: each step as a bar at its place between the run's beginning and end, side by side when parallel. */
import type { Timing, VerificationRecord } from "../../../src/domain/record.ts";
import { spokenTime } from "../terminal/duration.ts";
import { cell, type Line, span } from "../terminal/line.ts";

const STEP_WIDTH = 19;
const SUBJECT_WIDTH = 14;
const DURATION_WIDTH = 8;
const MOST_BARS = 40;
const MOST_ROWS = 14;

interface Bar {
  step: string;
  subject: string;
  fromMs: number;
  toMs: number;
}

export function timeChart(
  record: Pick<VerificationRecord, "timings" | "startedAt" | "finishedAt">,
  width: number,
): Line[] {
  if (record.timings.length === 0) return [];
  const startedAt = Date.parse(record.startedAt);
  const totalMs = Math.max(Date.parse(record.finishedAt) - startedAt, 1);
  const room = Math.max(Math.min(width - STEP_WIDTH - SUBJECT_WIDTH - DURATION_WIDTH - 6, MOST_BARS), 8);
  const bars = folded(record.timings.map((timing) => barOf(timing, startedAt)));
  return [
    [span("Where the time went", "strong")],
    ...bars.toSorted((one, other) => one.fromMs - other.fromMs).map((bar) => barLine(bar, { totalMs, room })),
  ];
}

function barOf({ step, subject, ...times }: Timing, startedAt: number): Bar {
  const since = (at: string) => Date.parse(at) - startedAt;
  return { step: inWords(step), subject, fromMs: since(times.startedAt), toMs: since(times.finishedAt) };
}

/** With many pools, each step is one bar from its first beginning to its last end. */
function folded(bars: readonly Bar[]): Bar[] {
  if (bars.length <= MOST_ROWS) return [...bars];
  return [...Map.groupBy(bars, ({ step }) => step)].map(([step, own]) => ({
    step,
    subject: own.length === 1 ? (own[0]?.subject ?? "") : `${own.length} pools`,
    fromMs: Math.min(...own.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...own.map(({ toMs }) => toMs)),
  }));
}

function barLine({ step, subject, fromMs, toMs }: Bar, { totalMs, room }: { totalMs: number; room: number }): Line {
  const column = (ms: number) => Math.round((ms / totalMs) * room);
  const from = Math.min(column(fromMs), room - 1);
  const length = Math.max(column(toMs) - from, 1);
  return [
    ...[span("  "), cell(step, STEP_WIDTH), span(" "), cell(subject, SUBJECT_WIDTH, "dim"), span(" ")],
    ...[span("·".repeat(from), "dim"), span("█".repeat(length), "warn"), span("·".repeat(room - from - length), "dim")],
    span(spokenTime(toMs - fromMs).padStart(DURATION_WIDTH)),
  ];
}

/** `createNodePool` as `create node pool`. */
function inWords(step: string): string {
  return step.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
