/** Label selectors inside objects: `matchLabels` and `matchExpressions`. */
import type { V1LabelSelector } from "@kubernetes/client-node";
import { satisfiesSet } from "./setOperator.ts";

/** An empty selector selects everything. */
export function selectsLabels(
  { matchLabels = {}, matchExpressions = [] }: V1LabelSelector,
  labels: Readonly<Record<string, string>> = {},
): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => satisfies(labels[key], operator, values))
  );
}

function satisfies(value: string | undefined, operator: string, values: readonly string[]): boolean {
  const satisfied = satisfiesSet(value, operator, values);
  if (satisfied !== undefined) return satisfied;
  throw new Error(`Label selector operator "${operator}" is not one of In, NotIn, Exists, DoesNotExist`);
}
