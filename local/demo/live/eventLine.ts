/** One thing that happened, with the simulated time since the run was accepted: `[+05:12] pool h100: 2 of 2 nodes Ready`. */
import type { RunEvent } from "../run/runState.ts";
import { clockTime } from "../terminal/duration.ts";
import { type Line, span } from "../terminal/line.ts";

export function eventLine({ atMs, text, tone }: RunEvent): Line {
  return [span(`[+${clockTime(atMs)}]`, "dim"), span(` ${text}`, tone)];
}
