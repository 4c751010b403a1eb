/** A plan as the parts that its hash covers: what was asked, each thing that is done, and what was found. */
import { clusterKey } from "./clusterRef.ts";
import type { Finding } from "./findings.ts";
import type { PlanPart } from "./planHash.ts";
import type { PlannedPool } from "./plannedPool.ts";
import type { PlannedStep } from "./plannedStep.ts";
import type { PreparationRequest } from "./request.ts";
import type { StackSpec } from "./stack.ts";

export interface DecidedPlan {
  request: PreparationRequest;
  findings: readonly Finding[];
  pools: readonly PlannedPool[];
  stack: StackSpec;
  steps: readonly PlannedStep[];
}

export function planParts({ request, findings, pools, stack, steps }: DecidedPlan): PlanPart[] {
  // Who is told decides nothing.
  const { planHash: _approved, notify: _told, cluster, ...asked } = request;
  const { releases, ...rest } = stack;
  const details = new Map<string, unknown>([
    ...pools.map(
      ({ spec, fallbackZones }) => [`ensureNodePool pool/${spec.name}`, { ...spec, fallbackZones }] as const,
    ),
    ...releases.map((release) => [`installStack release/${release.name}`, release] as const),
  ]);
  const parts = [
    { name: "request", state: "asked", detail: { ...asked, cluster: clusterKey(cluster) } },
    ...steps.map((step) => ({
      name: partName(step),
      state: step.change,
      detail: { disrupts: step.disrupts, of: details.get(`${step.step} ${step.subject}`) },
    })),
    { name: "stack", state: "wanted", detail: rest },
    ...findings
      .map(({ code, subject, severity }) => ({ name: `${code} of ${subject}`, state: severity, detail: null }))
      .toSorted((left, right) => (left.name < right.name ? -1 : 1)),
  ];
  return [...new Map(parts.map((part) => [part.name, part])).values()];
}

/** A pool's steps are told apart; what else there is has one step each. */
function partName({ step, subject }: PlannedStep): string {
  if (step === "prepareNodes") return `nodes of ${subject}`;
  return step === "installNodeStack" ? `stack of ${subject}` : subject;
}
