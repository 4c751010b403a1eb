/**
 * prepareNodes: NRI on the nodes of one chunk.
 *  1 probe every node
 *  2 decide (an activity, in pure code): nothing to do, patch, or refused
 *  3 patch the nodes that nobody uses, all together; nodes with workloads are handed back for waves
 */
import type { Finding } from "../domain/findings.ts";
import { ORCHESTRATIONS, type PrepareNodesInput, type PrepareNodesResult } from "../domain/orchestrations.ts";
import type { NodeDecision, PatchDecision, PendingNode } from "../domain/steps.ts";
import { type Flow, type OrchestrationContext, registerSubOrchestrator, step } from "./durable.ts";
import { faultFinding } from "./faultFinding.ts";
import { runNodeRounds } from "./nodeRounds.ts";
import { patchNodes } from "./patchNodes.ts";
import { startProbes } from "./startProbes.ts";

export function registerPrepareNodes(): void {
  registerSubOrchestrator(ORCHESTRATIONS.prepareNodes, prepareNodes);
}

function* prepareNodes(context: OrchestrationContext, input: PrepareNodesInput): Flow<PrepareNodesResult> {
  const probed = yield* probeAndDecide(context, input);
  const patches = probed.results.filter((decision): decision is PatchDecision => decision.kind === "patch");
  const patched = yield* patchNodes(context, { ...input, decisions: patches, mayDisturb: false });
  const effective = probed.results.filter((decision) => decision.kind === "effective").length;
  return {
    edited: patched.edited,
    prepared: effective + patched.patched,
    busy: patched.busy,
    findings: [
      ...(probed.fault === undefined ? [] : [faultFinding(probed.fault)]),
      ...probed.lost.map(probeLost),
      ...refusals(probed.results),
      ...patched.findings,
    ],
  };
}

function* probeAndDecide(context: OrchestrationContext, { scope, chunk, nodes }: PrepareNodesInput) {
  const { pacing, owner } = scope;
  const ref = { ...scope.run, purpose: "probe" as const, chunk };
  return yield* runNodeRounds<NodeDecision>(context, {
    nodes,
    expectedSeconds: pacing.probeExpectedSeconds,
    deadlineSeconds: pacing.probeDeadlineSeconds,
    pacing,
    start: (open, attempt) => startProbes(context, { scope, chunk, purpose: "probe", nodes: open, attempt }),
    collect: (round) => step(context, "collectProbes", { ...ref, ...round, owner }),
  });
}

function refusals(decisions: readonly NodeDecision[]): Finding[] {
  return decisions.flatMap((decision) => (decision.kind === "refused" ? [decision.finding] : []));
}

function probeLost({ node, reason }: PendingNode): Finding {
  return {
    code: "NriPatchFailed",
    severity: "fail",
    subject: `node/${node.name}`,
    found: `stage probe: ${reason}; nothing was changed on the node`,
    action: "Look at the node and its pods in namespace lamplighter-system, then run again.",
  };
}
