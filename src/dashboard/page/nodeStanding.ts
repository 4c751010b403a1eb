/** How a node stands, for the grid and the table: its level, and whether its certificate still holds. */
import type { NodeRecord } from "./shapes.ts";
import type { Tone } from "./tone.tsx";

export interface NodeStanding {
  tone: Tone;
  /** One or two characters, for a cell. */
  sign: string;
  word: string;
}

/** By name: why a certificate does not hold any more. */
export type Lapsed = ReadonlyMap<string, { state: "stale" | "unverified"; reason: string }>;

export const NOTHING_LAPSED: Lapsed = new Map();

export function standingOf({ name, verdict, level }: NodeRecord, lapsed: Lapsed): NodeStanding {
  const lapse = lapsed.get(name);
  if (lapse?.state === "stale") return { tone: "warn", sign: "≠", word: "Stale" };
  if (lapse?.state === "unverified") return { tone: "none", sign: "?", word: "Unverified" };
  if (verdict === "ready") return { tone: "good", sign: level.slice(1), word: `Ready, ${level}` };
  return { tone: "bad", sign: level === "none" ? "✕" : `${level.slice(1)}✕`, word: `Not ready, reached ${level}` };
}
