/**
 * A run is cancelled by a row of its own in the record tables, which its activities look at where the run may stop: at
 * each poll, before the next wave of nodes, and before something long begins. A run that may not stop is one whose
 * nodes are being patched, whose charts are being installed, or that is putting things back.
 */
import { ClientFault } from "../clients/errors.ts";
import { type CancellationRow, cancellationRowKey } from "../domain/records.ts";
import type { StepInput, StepName, StepOutput } from "../domain/steps.ts";
import type { ActivityDeps } from "./deps.ts";
import { readRunNote } from "./runNote.ts";

type Records = Pick<ActivityDeps, "tables">;

/** Steps that only look, or that begin something: a cancelled run does not take them any more. */
const STOPPING_STEPS: ReadonlySet<StepName> = new Set<StepName>([
  "planPreparation",
  "planVerification",
  "ensureFeature",
  "readNodePool",
  "readPoolNodes",
  "ensureNetworkResources",
  "ensurePeermemReloader",
  "ensureUlimitAdjuster",
  "readStack",
  "collectProbes",
  "collectProofs",
  "checkPools",
  "checkNodes",
]);

/** Before a step is taken. Throws the fault `Cancelled`. */
export async function stopIfCancelled(deps: Records, step: StepName, input: { preparationId?: string }): Promise<void> {
  if (STOPPING_STEPS.has(step) && input.preparationId !== undefined) {
    await requireNotCancelled(deps, input.preparationId);
  }
}

export async function checkCancellation(
  deps: Records,
  { preparationId }: StepInput<"checkCancellation">,
): Promise<StepOutput<"checkCancellation">> {
  await requireNotCancelled(deps, preparationId);
  return {};
}

/** Throws the fault `Cancelled`, whose message says by whom and why. */
export async function requireNotCancelled(deps: Records, preparationId: string): Promise<void> {
  const cancellation = await readRunNote<CancellationRow>(deps, cancellationRowKey(preparationId));
  if (cancellation === undefined) return;
  throw new ClientFault(inWords(cancellation), { code: "Cancelled", retry: "never", operation: "cancel" });
}

/** When it was asked for stays in its row: when it was heard is what the record's times tell. */
function inWords({ by, reason }: CancellationRow): string {
  return `cancelled by ${by}${reason === undefined ? "" : `: ${JSON.stringify(reason)}`}`;
}
