/** The root orchestration's custom status: phase and conditions. Conditions are the truth, the phase is for display. */
import type { Finding } from "../domain/findings.ts";
import type { VerifyClusterResult } from "../domain/orchestrations.ts";
import type { Settled } from "../domain/outcome.ts";
import { isBlocked, type Plan } from "../domain/plan.ts";
import { type Condition, MOST_TROUBLE, type Phase, type RunProgress, type WaveProgress } from "../domain/progress.ts";
import type { Verdict } from "../domain/record.ts";
import { setBoundedStatus } from "./boundedStatus.ts";
import { now, type OrchestrationContext } from "./durable.ts";

export class RunReporter {
  private readonly context: OrchestrationContext;
  private progress: RunProgress;

  constructor(context: OrchestrationContext, preparationId: string) {
    this.context = context;
    this.progress = { preparationId, phase: "planning", conditions: [], findings: [] };
  }

  get conditions(): Condition[] {
    return this.progress.conditions;
  }

  phase(phase: Phase): void {
    this.publish({ ...this.progress, phase });
  }

  planned(plan: Plan): void {
    const pools = plan.pools
      .filter(({ derived }) => derived)
      .map(({ spec }) => ({ name: spec.name, vmSize: spec.vmSize, wanted: spec.count }));
    const findings = plan.findings.slice(0, MOST_TROUBLE);
    this.publish({ ...this.progress, findings, ...(pools.length === 0 ? {} : { pools }) });
    this.condition(
      "Planned",
      !isBlocked(plan),
      isBlocked(plan) ? "Blocked" : "PlanMade",
      `${plan.steps.length} steps, plan ${plan.hash.slice(0, 12)}`,
    );
  }

  infiniband([finding]: readonly Finding[]): void {
    const { code: reason = "Registered", found: message = "the subscription has the InfiniBand feature" } =
      finding ?? {};
    this.condition("InfinibandRegistered", finding === undefined, reason, message);
  }

  waves(waves: WaveProgress[]): void {
    this.publish({ ...this.progress, waves });
  }

  prepared(findings: readonly Finding[]): void {
    const first = findings.find(({ severity }) => severity !== "warn");
    this.publish({ ...this.progress, findings: [...this.progress.findings, ...findings].slice(0, MOST_TROUBLE) });
    this.condition(
      "PoolsPrepared",
      first === undefined,
      first?.code ?? "Prepared",
      first?.found ?? "every pool and the stack are prepared",
    );
  }

  verified({ ready, level }: VerifyClusterResult): void {
    this.condition("Verified", ready, ready ? "EveryNodePassed" : "SomeNodesFailed", `level ${level}`);
  }

  recorded(verdict: Verdict, saved: Settled<unknown>): void {
    if (saved.ok) {
      this.progress = { ...this.progress, phase: "finished" };
      this.condition("Recorded", true, "RecordSaved", `verdict ${verdict}`);
    } else {
      this.condition("Recorded", false, saved.fault.code, `verdict ${verdict}, but ${saved.fault.message}`);
    }
  }

  private condition(type: Condition["type"], holds: boolean, reason: string, message: string): void {
    const condition: Condition = {
      type,
      status: holds ? "True" : "False",
      reason,
      message,
      changedAt: now(this.context),
    };
    this.publish({ ...this.progress, conditions: [...this.progress.conditions, condition] });
  }

  private publish(progress: RunProgress): void {
    this.progress = progress;
    setBoundedStatus(this.context, progress, "findings");
  }
}
