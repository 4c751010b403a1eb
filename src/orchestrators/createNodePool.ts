/**
 * One pool until all its nodes are Ready; Azure calls it Succeeded a little later.
 *  1 ensureNodePool: ask for it
 *  2 poll its nodes and its state
 *  3 Azure has no capacity there: removeFailedPool, and from 1 again in the next zone, where the plan names one
 *  4 Azure has no capacity, or its operation gave way to another one: after a pause, from 1 again
 */
import type { Finding } from "../domain/findings.ts";
import { type AskAgain, type Failed, failed, type Outcome, type Waiting } from "../domain/outcome.ts";
import type { PlannedPool } from "../domain/plannedPool.ts";
import type { StepInput } from "../domain/steps.ts";
import { spreadSeconds } from "../domain/waitOut.ts";
import { type Flow, type Late, now, pause, pollUntil, secondsSince, settle } from "./durable.ts";
import { poolFaultFinding } from "./faultFinding.ts";
import { type PoolRun, poolStep } from "./poolRun.ts";
import { type Move, moveToNextZone } from "./zoneFallback.ts";

type Ended = Exclude<Outcome<null>, Waiting> | Late;

/** `readReadiness`: one look at the pool and its nodes. What stands in the way is noted as a finding. */
export function* createNodePool(run: PoolRun, readReadiness: () => Flow<Outcome<null>>): Flow<void> {
  run.report("creating");
  const settled = yield* settle("createNodePool", createPatiently(run, readReadiness));
  run.notes.found(...(settled.ok ? poolFindings(run, settled.value) : [poolFaultFinding(settled.fault, run.subject)]));
}

function* createPatiently(run: PoolRun, readReadiness: () => Flow<Outcome<null>>): Flow<Ended> {
  const startedAt = now(run.context);
  let { pool } = run.input;
  let again: AskAgain | undefined;
  let moved: Move | undefined;
  for (let attempt = 1; ; attempt++) {
    const ended = yield* createOnce(run, { pool, again }, readReadiness);
    if (ended.kind === "done" && moved !== undefined) run.notes.found(moved.finding);
    const next = ended.kind === "failed" && ended.again ? yield* moveToNextZone(run, pool, ended.again) : undefined;
    if (next !== undefined) {
      moved = next;
      ({ pool } = next);
      again = undefined;
      continue;
    }
    const seconds = ended.kind === "failed" ? secondsUntilNext(run, ended, attempt, startedAt) : undefined;
    if (ended.kind !== "failed" || seconds === undefined) return ended;
    ({ again } = ended);
    run.reportHeldUp({ finding: ended.finding, seconds });
    yield* pause(run.context, seconds);
  }
}

interface Attempt {
  pool: PlannedPool;
  /** How the one before has failed. */
  again: AskAgain | undefined;
}

function* createOnce(run: PoolRun, { pool, again }: Attempt, readReadiness: () => Flow<Outcome<null>>): Flow<Ended> {
  const { context, input, notes } = run;
  const { scope } = input;
  const { pacing } = scope;
  const { poolDeadlineSeconds: deadlineSeconds } = pacing;
  const failedAs = again?.etag === undefined ? {} : { failedAs: again.etag };
  const asked = yield* pollUntil<null>(context, { expectedSeconds: 0, deadlineSeconds, pacing }, () =>
    askOnce(run, { ...scope.run, pool, ...failedAs }),
  );
  if (asked.kind !== "done") return asked;
  if (asked.changed) notes.changed({ arm: 1 });
  const expectedSeconds = pool.action === "none" ? 0 : pacing.poolExpectedSeconds;
  return yield* pollUntil<null>(context, { expectedSeconds, deadlineSeconds, pacing }, readReadiness);
}

/** A refusal for want of capacity ends the attempt, as a failure for want of it does. */
function* askOnce(run: PoolRun, input: StepInput<"ensureNodePool">): Flow<Outcome<null>> {
  const outcome = yield* poolStep(run, "ensureNodePool", input);
  const finding = outcome.kind === "waiting" ? outcome.heldUp?.finding : undefined;
  if (finding?.code !== "AllocationFailed") return outcome;
  return { ...failed(finding), again: { retry: "slowly" } };
}

/** Undefined: that was the last time. */
function secondsUntilNext(
  { context, input, subject }: PoolRun,
  { again }: Failed,
  attempt: number,
  startedAt: string,
): number | undefined {
  const { pacing, run } = input.scope;
  const spread = (seconds: number) => spreadSeconds(seconds, `${run.preparationId}/${subject}/${attempt}`);
  if (again === undefined) return undefined;
  if (again.retry === "slowly") {
    return attempt < pacing.capacityAttempts ? spread(pacing.capacityPauseSeconds) : undefined;
  }
  const seconds = spread(pacing.preemptedPauseSeconds);
  return secondsSince(context, startedAt) + seconds < pacing.poolDeadlineSeconds ? seconds : undefined;
}

export function poolFindings({ input, subject }: PoolRun, outcome: Ended): Finding[] {
  if (outcome.kind === "done") return [];
  if (outcome.kind === "failed") return [outcome.finding];
  const minutes = Math.round(input.scope.pacing.poolDeadlineSeconds / 60);
  const found = `not ready after ${minutes} minutes: ${outcome.reason}`;
  if (outcome.heldUp !== undefined) return [{ ...outcome.heldUp.finding, found }];
  return [
    {
      ...{ code: "PoolFailed", severity: "fail", subject, found },
      action: "Look at the pool's operation in Azure (az aks nodepool show), then run again: what exists is kept.",
    },
  ];
}
