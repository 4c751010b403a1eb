/** Conditions in a status: the transition time moves only when the status does. */
import type { Clock } from "../../world/clock.ts";
import { rfc3339 } from "./deletion.ts";

export interface Condition {
  type: string;
  status: "True" | "False" | "Unknown";
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
}

/** A new list with `condition` in it, in the place of the former one. */
export function withCondition(conditions: readonly Condition[], condition: Condition, clock: Clock): Condition[] {
  const former = conditions.find(({ type }) => type === condition.type);
  const lastTransitionTime =
    former?.status === condition.status ? (former.lastTransitionTime ?? rfc3339(clock.now())) : rfc3339(clock.now());
  const next = { ...condition, lastTransitionTime };
  if (former === undefined) return [...conditions, next];
  return conditions.map((item) => (item === former ? next : item));
}

export function isConditionTrue(conditions: readonly Condition[] | undefined, type: string): boolean {
  return conditions?.some((condition) => condition.type === type && condition.status === "True") ?? false;
}
