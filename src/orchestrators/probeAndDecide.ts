/** Probes the nodes of one chunk and decides what each needs. Changes nothing on them. */
import type { Finding } from "../domain/findings.ts";
import { goneFinding } from "../domain/nodeChurn.ts";
import type { PrepareNodesInput } from "../domain/orchestrations.ts";
import type { NodeDecision, PatchDecision, PendingNode } from "../domain/steps.ts";
import { type Flow, type OrchestrationContext, step } from "./durable.ts";
import { faultFinding } from "./faultFinding.ts";
import { type NodeRounds, runNodeRounds } from "./nodeRounds.ts";
import { type StartProbes, startProbes } from "./startProbes.ts";

export interface ProbeAndDecide
  extends PrepareNodesInput,
    Pick<StartProbes, "purpose">,
    Pick<NodeRounds<NodeDecision>, "onWaiting" | "firstAttempt"> {}

export interface Decisions {
  decisions: NodeDecision[];
  /** Of nodes that were refused or could not be probed. */
  findings: Finding[];
}

export function* probeAndDecide(
  context: OrchestrationContext,
  { scope, chunk, nodes, purpose, onWaiting, firstAttempt = 1 }: ProbeAndDecide,
): Flow<Decisions> {
  const { pacing, owner } = scope;
  const ref = { ...scope.run, purpose, chunk };
  const { results, lost, fault } = yield* runNodeRounds<NodeDecision>(context, {
    nodes,
    firstAttempt,
    expectedSeconds: pacing.probeExpectedSeconds,
    deadlineSeconds: pacing.probeDeadlineSeconds,
    pacing,
    start: (open, attempt) => startProbes(context, { scope, chunk, purpose, nodes: open, attempt }),
    collect: (round) => step(context, "collectProbes", { ...ref, ...round, owner }),
    ...(onWaiting === undefined ? {} : { onWaiting }),
  });
  return {
    decisions: results,
    findings: [
      ...(fault === undefined ? [] : [faultFinding(fault)]),
      // Whoever cancelled has lost nothing.
      ...(fault?.code === "Cancelled" ? [] : lost.map(probeLost)),
      ...results.flatMap((decision) => (decision.kind === "refused" ? [decision.finding] : [])),
    ],
  };
}

export function isPatch(decision: NodeDecision): decision is PatchDecision {
  return decision.kind === "patch";
}

function probeLost({ node, reason, gone }: PendingNode): Finding {
  if (gone !== undefined) return goneFinding({ node, gone });
  return {
    code: "NriPatchFailed",
    severity: "fail",
    subject: `node/${node.name}`,
    found: `stage probe: ${reason}; nothing was changed on the node`,
    action: "Look at the node and its pods in namespace lamplighter-system, then run again.",
  };
}
