/** What a batch of schedules came to (design.md, section 3). */
import type { WrittenScenario } from "../scenarios/scenario.ts";

export interface FaultsReport {
  runs: number;
  seed: number;
  /** How often each kind of fault was carried out. */
  faults: Record<string, number>;
  /** Events in the longest history. */
  longestSchedule: number;
  invariantsChecked: number;
  broken: number;
  /** Of all that happened in them: the same for the same runs. */
  history: string;
  firstFailure?: FirstFailure;
}

export interface FirstFailure {
  /** Of the schedule itself. */
  seed: number;
  invariant: string;
  found: string;
  /** Which run of the batch it was, from 0. */
  run: number;
  /** What is left when everything that does not matter is taken out: replays with --replay FILE. */
  scenario: WrittenScenario;
}
