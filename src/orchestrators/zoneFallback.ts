/** The next zone for a pool that found no capacity in its own, if the plan names one and nothing stands in the way. */
import type { Finding } from "../domain/findings.ts";
import type { AskAgain } from "../domain/outcome.ts";
import type { PlannedPool } from "../domain/plannedPool.ts";
import { type Flow, pollUntil } from "./durable.ts";
import { type PoolRun, poolStep } from "./poolRun.ts";

export interface Move {
  pool: PlannedPool;
  /** A warning: the pool is not where it was asked for. */
  finding: Finding;
}

/** Undefined: the pool stays where it is. What failed is gone when there is a move. */
export function* moveToNextZone(run: PoolRun, pool: PlannedPool, { retry, etag }: AskAgain): Flow<Move | undefined> {
  const [zone, ...fallbackZones] = pool.fallbackZones ?? [];
  if (zone === undefined || retry !== "slowly") return undefined;
  if (etag !== undefined && !(yield* removed(run, etag))) return undefined;
  const finding: Finding = {
    code: "AllocationFailed",
    severity: "warn",
    subject: run.subject,
    found: `zone ${run.input.pool.spec.zones.join(", ")} had no capacity; the pool was asked for in zone ${zone}`,
    action: "None if that zone will do. What depends on the zone, such as disks, must be there too.",
  };
  return { pool: { ...pool, spec: { ...pool.spec, zones: [zone] }, fallbackZones }, finding };
}

/** A refusal to take it away is a warning: the pool is asked for where it is. */
function* removed(run: PoolRun, failedAs: string): Flow<boolean> {
  const { context, input, notes } = run;
  const { scope, pool } = input;
  const { pacing } = scope;
  const ended = yield* pollUntil<null>(
    context,
    { expectedSeconds: 0, deadlineSeconds: pacing.poolDeadlineSeconds, pacing },
    () => poolStep(run, "removeFailedPool", { ...scope.run, pool: pool.spec.name, failedAs }),
  );
  if (ended.kind === "failed") notes.found({ ...ended.finding, severity: "warn" });
  if (ended.kind !== "done") return false;
  notes.changed({ arm: 1 });
  return true;
}
