/** One column of what `kubectl get` shows. */
import type { KubeObject } from "../../cluster.ts";

export interface Column {
  name: string;
  /** `now`: milliseconds since the epoch. */
  value(object: KubeObject, now: number): string | number;
  /** Shown by `-o wide` only. */
  wide?: boolean;
}

export const NAME: Column = { name: "Name", value: ({ metadata }) => metadata.name };

export const AGE: Column = { name: "Age", value: ({ metadata }, now) => ageSince(metadata.creationTimestamp, now) };

const UNITS: readonly (readonly [seconds: number, unit: string])[] = [
  [86_400, "d"],
  [3600, "h"],
  [60, "m"],
];

/** "5m", as kubectl writes the time since an RFC 3339 moment. */
export function ageSince(moment: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(moment)) / 1000));
  const [size, unit] = UNITS.find(([length]) => seconds >= 2 * length) ?? [1, "s"];
  return `${Math.floor(seconds / size)}${unit}`;
}
