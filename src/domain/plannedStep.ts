/** One step of a plan, as a person sees it. */
export interface PlannedStep {
  step: "ensureFeature" | "ensureNodePool" | "installStack" | "installNodeStack" | "prepareNodes" | "verifyCluster";
  subject: string;
  change: StepChange;
  /** The same in words; "nothing" when it changes nothing. */
  action: string;
  reason: string;
  /** Whether running workloads may notice. */
  disrupts: boolean;
  /** By name, nodes whose workloads may notice; left out where it is not one node or another. */
  disturbs?: string[];
  /** Since the plan was made: steps that overlap go on together. */
  startsAfterSeconds: number;
  expectedSeconds: number;
}

export type StepChange = "create" | "update" | "none";
