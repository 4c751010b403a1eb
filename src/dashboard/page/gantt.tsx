/**
 * Steps on a time axis. Each row is text that can be read without seeing the bar; the bars are SVG and share one axis.
 * Bars stretch with the page, so that nothing is measured and nothing moves when it is drawn.
 */
import type { JSX } from "preact";
import type { Tone } from "./tone.tsx";
import { duration } from "./words.ts";

export interface Span {
  key: string;
  label: string;
  subject: string;
  /** Since the axis' beginning. */
  fromMs: number;
  /** Absent: it goes on. */
  toMs?: number;
  tone: Tone;
}

interface GanttProps {
  label: string;
  spans: readonly Span[];
  totalMs: number;
  /** When the axis begins; left out, it is a forecast. */
  startedAt?: number;
}

const WIDTH = 1000;

export function Gantt({ label, spans, totalMs, startedAt }: GanttProps): JSX.Element {
  const total = Math.max(totalMs, 1000);
  const ticks = ticksOf(total);
  return (
    <div class="gantt">
      <ol aria-label={label}>
        {spans.map((span) => (
          <Row key={span.key} span={span} total={total} ticks={ticks} />
        ))}
      </ol>
      <div class="gantt-axis" aria-hidden="true">
        <span class="gantt-label">{startedAt === undefined ? "expected" : "elapsed"}</span>
        <span class="gantt-ticks">
          {ticks.map((tick) => (
            <span key={tick} style={{ left: `${(100 * tick) / total}%` }}>
              {tick === 0 ? "0" : shortTime(tick)}
            </span>
          ))}
        </span>
        <span class="gantt-time" />
      </div>
    </div>
  );
}

function Row({ span, total, ticks }: { span: Span; total: number; ticks: number[] }): JSX.Element {
  const { label, subject, fromMs, toMs, tone } = span;
  const to = toMs ?? total;
  const x = (WIDTH * fromMs) / total;
  // What took no time can be seen as well.
  const width = Math.max((WIDTH * (to - fromMs)) / total, 4);
  return (
    <li>
      <span class="gantt-label">
        <span>{label}</span> <span class="muted">{subject}</span>
      </span>
      <svg class="gantt-bar" viewBox={`0 0 ${WIDTH} 20`} preserveAspectRatio="none" aria-hidden="true">
        {ticks.map((tick) => (
          <rect key={tick} class="gantt-grid" x={(WIDTH * tick) / total} y="0" width="1" height="20" />
        ))}
        <rect
          class={`gantt-span tone-${tone}${toMs === undefined ? " is-open" : ""}`}
          x={Math.min(x, WIDTH - 4)}
          y="4"
          width={width}
          height="12"
        />
      </svg>
      <span class="gantt-time">
        {duration(to - fromMs)}
        {toMs === undefined && <span class="sr-only"> so far</span>}
      </span>
    </li>
  );
}

const STEPS_MINUTES = [1, 2, 5, 10, 20, 30, 60, 120, 240, 480, 1440];
const MOST_TICKS = 6;

function ticksOf(totalMs: number): number[] {
  const step = (STEPS_MINUTES.find((minutes) => totalMs / (minutes * 60_000) <= MOST_TICKS) ?? 2880) * 60_000;
  return Array.from({ length: Math.floor(totalMs / step) + 1 }, (_, index) => index * step);
}

function shortTime(ms: number): string {
  const minutes = ms / 60_000;
  return minutes < 60 || minutes % 60 !== 0 ? `${minutes} min` : `${minutes / 60} h`;
}
