/**
 * That a run's stack has failed, from the part that installs it to the parts that wait for it on their nodes: a row of
 * the run's own, as its cancellation is.
 */
import type { FindingCode } from "../domain/findings.ts";
import { type StackFailureRow, stackFailureRowKey } from "../domain/records.ts";
import type { StepInput, StepOutput } from "../domain/steps.ts";
import type { ActivityDeps } from "./deps.ts";
import { readRunNote } from "./runNote.ts";

type Records = Pick<ActivityDeps, "tables">;

/** Idempotent: the first failure stays. */
export async function noteStackFailure(
  { tables }: Records,
  { preparationId, code }: StepInput<"noteStackFailure">,
): Promise<StepOutput<"noteStackFailure">> {
  const { partition, row } = stackFailureRowKey(preparationId);
  const failure: StackFailureRow = { code };
  await tables.preparations.insert(partition, row, failure);
  return {};
}

export async function readStackFailure(deps: Records, preparationId: string): Promise<FindingCode | undefined> {
  return (await readRunNote<StackFailureRow>(deps, stackFailureRowKey(preparationId)))?.code;
}
