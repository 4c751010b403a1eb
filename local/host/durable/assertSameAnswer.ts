/**
 * Catches an orchestrator that does something else when it runs again over the same history, before any history shows
 * it: a random input, for instance, is nothing that the history is checked for.
 */
import { NonDeterminism } from "../replay/decisions.ts";
import type { OrchestratorState } from "./actions.ts";

/** Throws NonDeterminism when the two answers to the same history differ. */
export function assertSameAnswer(first: OrchestratorState, second: OrchestratorState): void {
  const count = Math.max(first.actions.length, second.actions.length);
  for (let index = 0; index < count; index += 1) {
    assertSame(`action ${index + 1}`, first.actions[index], second.actions[index]);
  }
  assertSame("the output", first.output, second.output);
  assertSame("the error", first.error, second.error);
}

function assertSame(subject: string, first: unknown, second: unknown): void {
  const [one, other] = [JSON.stringify(first), JSON.stringify(second)];
  if (one !== other)
    throw new NonDeterminism(`${subject} of the same turn was first ${one ?? "nothing"}, then ${other ?? "nothing"}`);
}
