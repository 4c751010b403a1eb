/** A plan's steps for what a run puts into the cluster beside the charts: each object, and whether it is as it shall be. */
import type { StackObjectView } from "./inventory.ts";
import type { PlannedStep, StepChange } from "./plannedStep.ts";

const CHANGES: Record<StackObjectView["state"], StepChange> = {
  absent: "create",
  different: "update",
  current: "none",
};

const REASONS: Record<StackObjectView["state"], string> = {
  absent: "it is not there",
  different: "somebody has changed it, or it was made for another request",
  current: "it says what it should",
};

/** Namespaces are there before anything is installed, the rest comes when the charts have brought its kinds. */
export function stackObjectSteps(
  objects: readonly StackObjectView[],
  { begin, chartsEnd }: { begin: number; chartsEnd: number },
): PlannedStep[] {
  return objects.map(({ kind, name, state }) => {
    const change = CHANGES[state];
    return {
      step: "installStack",
      subject: `${kind.toLowerCase()}/${name}`,
      change,
      action: change === "none" ? "nothing" : "apply it",
      reason: REASONS[state],
      // OFED is exchanged node by node, and whatever uses InfiniBand there stops.
      disrupts: change === "update" && kind === "NicClusterPolicy",
      startsAfterSeconds: kind === "Namespace" ? begin : chartsEnd,
      expectedSeconds: 0,
    };
  });
}

/** Whether the operators have work on the nodes when it changes. */
export function reachesNodes({ kind }: StackObjectView): boolean {
  return kind === "NicClusterPolicy" || kind === "NodeFeatureRule";
}
