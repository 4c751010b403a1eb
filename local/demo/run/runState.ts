/** What is known of a run from the views that were polled so far. */
import type { Finding } from "../../../src/domain/findings.ts";
import type { Condition, NodeTrouble, PoolProgress, StackProgress } from "../../../src/domain/progress.ts";
import type { Tone } from "../terminal/line.ts";

export interface RunState {
  cluster: string;
  profile: string;
  /** Simulated milliseconds since the run was accepted. */
  elapsedMs: number;
  phase: string;
  pools: PoolProgress[];
  stack: StackProgress["items"];
  conditions: Condition[];
  trouble: NodeTrouble[];
  findings: Finding[];
  /** Oldest first. */
  events: RunEvent[];
}

export interface RunEvent {
  /** Simulated milliseconds since the run was accepted. */
  atMs: number;
  text: string;
  tone: Tone;
}
