/**
 * prepareNodes: NRI on the nodes of one chunk.
 *  1 probe every node
 *  2 decide (an activity, in pure code): nothing to do, patch, or refused
 *  3 patch the nodes that nobody uses, all together; nodes with workloads are handed back for waves
 */
import { ORCHESTRATIONS, type PrepareNodesInput, type PrepareNodesResult } from "../domain/orchestrations.ts";
import { type Flow, type OrchestrationContext, registerSubOrchestrator } from "./durable.ts";
import { patchNodes } from "./patchNodes.ts";
import { isPatch, probeAndDecide } from "./probeAndDecide.ts";

export function registerPrepareNodes(): void {
  registerSubOrchestrator(ORCHESTRATIONS.prepareNodes, prepareNodes);
}

function* prepareNodes(context: OrchestrationContext, input: PrepareNodesInput): Flow<PrepareNodesResult> {
  const probed = yield* probeAndDecide(context, { ...input, purpose: "probe" });
  const patches = probed.decisions.filter(isPatch);
  const patched = yield* patchNodes(context, { ...input, decisions: patches, mayDisturb: false });
  const effective = probed.decisions.filter((decision) => decision.kind === "effective").length;
  return {
    edited: patched.edited,
    prepared: effective + patched.patched,
    busy: patched.busy,
    findings: [...probed.findings, ...patched.findings],
  };
}
