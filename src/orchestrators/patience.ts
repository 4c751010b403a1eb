/** A step that is polled: whatever is to be waited out is one more reason to wait, until the poll's deadline. */
import { clusterKey } from "../domain/clusterRef.ts";
import type { Finding } from "../domain/findings.ts";
import { heldUp, type Outcome } from "../domain/outcome.ts";
import { retryDelaySeconds } from "../domain/retry.ts";
import type { RunRef, StepInput, StepName } from "../domain/steps.ts";
import { isWaitedOut, waitOutSeconds } from "../domain/waitOut.ts";
import { type Flow, now, type OrchestrationContext, StepFault, secondsSince, stepAll } from "./durable.ts";
import { faultFinding } from "./faultFinding.ts";

export type PatientStepName = Extract<
  StepName,
  "ensureFeature" | "ensureNodePool" | "submitGatedPools" | "readNodePool" | "removeFailedPool"
>;

/** Who waits, for the finding and for the time that is its own, in its cluster; and how often in a row it had to. */
export class Patience {
  readonly subject: string;
  private readonly who: string;
  private times = 0;
  /** What it was refused with last, when the service said for how long it shall not be asked again. */
  private refused: { name: PatientStepName; finding: Finding; at: string; seconds: number } | undefined;

  constructor({ cluster }: RunRef, subject: string) {
    this.subject = subject;
    this.who = `${clusterKey(cluster)}/${subject}`;
  }

  /**
   * One attempt; faults that pass within minutes are retried on the spot. Throws `StepFault` for any other. Whoever asks
   * sooner than the service wants hears what it said before.
   */
  *attempt<N extends PatientStepName>(
    context: OrchestrationContext,
    name: N,
    input: StepInput<N>,
  ): Flow<Outcome<null>> {
    const early = this.stillRefused(context, name);
    if (early !== undefined) return early;
    const [settled] = yield* stepAll(context, name, [input], (fault, attempt, waitedSeconds) =>
      isWaitedOut(fault) ? undefined : retryDelaySeconds(fault, attempt, waitedSeconds),
    );
    if (settled === undefined) throw new Error(`Step ${name} was not run`);
    if (settled.ok) {
      this.times = 0;
      this.refused = undefined;
      return settled.value;
    }
    const { fault } = settled;
    if (!isWaitedOut(fault)) throw new StepFault(fault);
    this.times += 1;
    const finding = faultFinding(fault, this.subject);
    const seconds = waitOutSeconds(fault, this.times, this.who);
    this.refused = fault.retryAfterSeconds === undefined ? undefined : { name, finding, at: now(context), seconds };
    return heldUp(finding, seconds);
  }

  private stillRefused(context: OrchestrationContext, name: PatientStepName): Outcome<null> | undefined {
    if (this.refused?.name !== name) return undefined;
    const left = this.refused.seconds - secondsSince(context, this.refused.at);
    return left > 0 ? heldUp(this.refused.finding, left) : undefined;
  }
}
