/** One pool's part of a run while it goes on: what it is given, has found, and tells of itself. */
import type { PreparePoolInput } from "../domain/orchestrations.ts";
import type { HeldUp, Outcome } from "../domain/outcome.ts";
import { type PoolProgress, type PoolStage, type StageEntry, unseenPool } from "../domain/progress.ts";
import type { PoolNodes, StepInput } from "../domain/steps.ts";
import { setBoundedStatus } from "./boundedStatus.ts";
import { type Flow, now, nowPlus, type OrchestrationContext } from "./durable.ts";
import type { PartNotes } from "./partNotes.ts";
import type { Patience, PatientStepName } from "./patience.ts";
import type { PoolMembers } from "./poolMembers.ts";

export interface PoolRun extends PoolReporter {
  context: OrchestrationContext;
  input: PreparePoolInput;
  subject: string;
  notes: PartNotes;
  patience: Patience;
  members: PoolMembers;
}

export interface PoolReporter {
  report(stage: PoolStage, nodes?: PoolNodes, prepared?: number): void;
  /** Until the next report. */
  reportHeldUp(heldUp: HeldUp): void;
}

/** Keeps what was last seen of the nodes, so that a report of another stage does not forget it. */
export function poolReporter(context: OrchestrationContext, { pool }: PreparePoolInput): PoolReporter {
  let progress = unseenPool({ name: pool.spec.name, vmSize: pool.spec.vmSize, wanted: pool.spec.count });
  return {
    report(stage, nodes, prepared) {
      const { wanted = pool.spec.count, joined, ready, settled, lacks, trouble } = nodes ?? progress;
      const stages = withStage(progress, stage, now(context));
      progress = {
        ...{ ...progress, stage, stages, wanted, joined, ready, settled, lacks, trouble },
        prepared: prepared ?? progress.prepared,
      };
      setBoundedStatus(context, progress, "trouble");
    },
    reportHeldUp({ finding, seconds }) {
      const waiting = { code: finding.code, reason: finding.found, until: nowPlus(context, seconds) };
      setBoundedStatus(context, { ...progress, waiting }, "trouble");
    },
  };
}

function withStage({ stages = [] }: PoolProgress, stage: PoolStage, since: string): StageEntry[] {
  return stages.at(-1)?.stage === stage ? stages : [...stages, { stage, since }];
}

/** A step about the pool; when it is held up, whoever looks at the run sees it. */
export function* poolStep<N extends PatientStepName>(run: PoolRun, name: N, input: StepInput<N>): Flow<Outcome<null>> {
  const outcome = yield* run.patience.attempt(run.context, name, input);
  if (outcome.kind === "waiting" && outcome.heldUp !== undefined) run.reportHeldUp(outcome.heldUp);
  return outcome;
}
