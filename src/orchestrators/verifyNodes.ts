/** verifyNodes: probes the nodes of one chunk afresh, measures them against the catalogue, and saves the evidence. */
import { ORCHESTRATIONS, type VerifyNodesInput, type VerifyNodesResult } from "../domain/orchestrations.ts";
import type { NodeVerdict } from "../domain/steps.ts";
import { type Flow, now, type OrchestrationContext, registerSubOrchestrator, StepFault, step } from "./durable.ts";
import { runNodeRounds } from "./nodeRounds.ts";
import { startProbes } from "./startProbes.ts";

export function registerVerifyNodes(): void {
  registerSubOrchestrator(ORCHESTRATIONS.verifyNodes, verifyNodes);
}

function* verifyNodes(
  context: OrchestrationContext,
  { scope, chunk, nodes, terms }: VerifyNodesInput,
): Flow<VerifyNodesResult> {
  const { pacing } = scope;
  const check = { ...scope.run, ...terms, purpose: "verify" as const, chunk };
  const rounds = yield* runNodeRounds<NodeVerdict>(context, {
    nodes,
    expectedSeconds: pacing.probeExpectedSeconds,
    deadlineSeconds: pacing.probeDeadlineSeconds,
    pacing,
    start: (open, attempt) => startProbes(context, { scope, chunk, purpose: "verify", nodes: open, attempt }),
    collect: (round) => step(context, "checkNodes", { ...check, ...round, verifiedAt: now(context) }),
  });
  if (rounds.fault !== undefined) throw new StepFault(rounds.fault);
  if (rounds.lost.length === 0) return rounds.results;
  const unprobed = yield* step(context, "checkNodes", {
    ...check,
    nodes: rounds.lost.map((pending) => pending.node),
    attempt: 0,
    final: true,
    verifiedAt: now(context),
  });
  return [...rounds.results, ...unprobed.results];
}
