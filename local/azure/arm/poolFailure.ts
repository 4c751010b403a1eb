/** How a scenario lets a pool's operation fail: the cause, wrapped the way AKS wraps it. */
import type { ErrorDetail } from "./armError.ts";
import type { PoolFailure } from "./settings.ts";

const DEFAULT_WRAPPER = "ReconcileVMSSAgentPoolFailed";
const DEFAULT_FAILS_AFTER_SECONDS = 60;

const MESSAGES: Record<string, string> = {
  AllocationFailed:
    "Allocation failed. We do not have sufficient capacity for the requested VM size in this region. Read more about improving likelihood of allocation success at https://aka.ms/allocation-guidance",
  OverconstrainedZonalAllocationRequest:
    "Allocation failed. VM(s) with the following constraints cannot be allocated, because the condition is too restrictive. Please remove some constraints and try again. Constraints applied are: Availability Zone, VM Size",
  QuotaExceeded: "Operation could not be completed as it results in exceeding approved cores quota.",
};

export interface PlannedFailure {
  error: ErrorDetail;
  afterMs: number;
}

/** Undefined when the operation shall succeed; `failed` is how many of the pool's operations have failed so. */
export function plannedFailureOf(
  planned: PoolFailure | undefined,
  failed: number,
  zones: readonly string[] = [],
): PlannedFailure | undefined {
  if (planned?.zones?.every((zone) => !zones.includes(zone))) return undefined;
  if (planned === undefined || failed >= (planned.times ?? Number.POSITIVE_INFINITY)) return undefined;
  return { error: wrap(planned), afterMs: (planned.afterSeconds ?? DEFAULT_FAILS_AFTER_SECONDS) * 1000 };
}

/** AKS puts the cause into the wrapper's text, and for some causes into its details too. */
function wrap(planned: PoolFailure): ErrorDetail {
  const { code, wrapper = DEFAULT_WRAPPER } = planned;
  const message = planned.message ?? MESSAGES[code] ?? `The operation failed with ${code}.`;
  if (wrapper === null) return { code, message };
  return { code: wrapper, message: `Code="${code}" Message="${message}"`, details: [{ code, message }] };
}
