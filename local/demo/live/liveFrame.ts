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
const MOST_EVENTS = 8;
/** Title, phases, stack and the blank lines between them leave about this much of a screen to the pools. */
const ROWS_BESIDE_POOLS = 14;
const FEWEST_POOLS = 3;

/** Fits the size: one row is left free for the cursor. `pace`: how simulated time goes, in words. */
export function liveFrame(state: RunState, pace: string, { columns, rows }: FrameSize): Line[] {
  const width = Math.min(columns, MOST_COLUMNS);
  const mostPools = Math.max(rows - ROWS_BESIDE_POOLS, FEWEST_POOLS);
  const sections: Line[][] = [
    [titleLine(state, pace, width)],
    [phaseLine(state), conditionLine(state.conditions)],
    poolLines(state.pools, { width, mostPools }),
    stackLines(state.stack),
    state.phase === "finished" ? [] : troubleLines(state.trouble),
  ];
  const lines = sections.filter((section) => section.length > 0).flatMap((section) => [...section, []]);
  const room = Math.min(rows - 2 - lines.length, MOST_EVENTS);
  const events = room > 0 ? [[span("What happened", "strong")], ...state.events.slice(-room).map(eventLine)] : [];
  return [...lines, ...events].slice(0, rows - 1).map((line) => fitLine(line, width));
}

function titleLine({ cluster, profile, elapsedMs }: RunState, pace: string, width: number): Line {
  const title: Line = [span("Lamplighter", "accent"), span(`  ${cluster}`, "strong"), span(`  ${profile}`, "dim")];
  return spread(title, [span(clockTime(elapsedMs), "strong"), span(` ${pace}`, "dim")], width);
}
