/** A row in the record tables by which somebody tells a run, or one part of it another, what polling activities act on. */
import { ClientFault } from "../clients/errors.ts";
import type { RowKey } from "../domain/records.ts";
import type { ActivityDeps } from "./deps.ts";

/** Who cannot look has not been told: it goes on as before, and looks again at the next poll. */
export async function readRunNote<T>(
  { tables }: Pick<ActivityDeps, "tables">,
  { partition, row }: RowKey,
): Promise<T | undefined> {
  try {
    return (await tables.preparations.read<T>(partition, row))?.value;
  } catch (error) {
    if (error instanceof ClientFault) return undefined;
    throw error;
  }
}
