/** The whole live view of a run, as tall and wide as the terminal allows; what happened last fills the rest. */
import type { RunState } from "../run/runState.ts";
import { clockTime } from "../terminal/duration.ts";
import { fitLine, type Line, span, spread } from "../terminal/line.ts";
import { eventLine } from "./eventLine.ts";
import { conditionLine, phaseLine } from "./phaseLine.ts";
import { poolLines } from "./poolLines.ts";
import { stackLines } from "./stackLines.ts";
import { troubleLines } from "./troubleLines.ts";

export interface FrameSize {
  columns: number;
  rows: number;
}

/** Wider lines are harder to read. */
const MOST_COLUMNS = 110;
/** Title, phases, stack and the blank lines between them leave about this much of a screen to the pools. */
const ROWS_BESIDE_POOLS = 14;
const FEWEST_POOLS = 3;
const FEWEST_EVENTS = 3;
const MOST_EVENTS = 10;

/** Fits the size: one row is left free for the cursor. `pace`: how simulated time goes, in words. */
export function liveFrame(state: RunState, pace: string, { columns, rows }: FrameSize): Line[] {
  const width = Math.min(columns, MOST_COLUMNS);
  const height = rows - 1;
  const above = inSections([
    [titleLine(state, pace, width)],
    [phaseLine(state), conditionLine(state.conditions)],
    poolLines(state.pools, { width, mostPools: Math.max(rows - ROWS_BESIDE_POOLS, FEWEST_POOLS) }),
    stackLines(state.stack, width),
  ]);
  const trouble = state.phase === "finished" ? [] : state.trouble;
  const troubleRows = height - above.length - FEWEST_EVENTS - 2;
  const lines = [...above, ...inSections([troubleLines(trouble, { rows: troubleRows, width })])];
  return [...lines, ...eventLines(state, height - lines.length)].slice(0, height).map((line) => fitLine(line, width));
}

/** Each followed by a blank line. */
function inSections(sections: readonly Line[][]): Line[] {
  return sections.filter((section) => section.length > 0).flatMap((section) => [...section, []]);
}

function titleLine({ cluster, profile, elapsedMs }: RunState, pace: string, width: number): Line {
  const title: Line = [span("Lamplighter", "accent"), span(`  ${cluster}`, "strong"), span(`  ${profile}`, "dim")];
  return spread(title, [span(clockTime(elapsedMs), "strong"), span(` ${pace}`, "dim")], width);
}

function eventLines({ events }: RunState, rows: number): Line[] {
  const count = Math.min(rows - 1, MOST_EVENTS);
  return count < 1 ? [] : [[span("What happened", "strong")], ...events.slice(-count).map(eventLine)];
}
