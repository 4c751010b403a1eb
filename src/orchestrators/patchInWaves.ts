/** Nodes with workloads, a few at a time; the first failure stops the rollout, so that no more workloads are disturbed for nothing. */
import type { Finding } from "../domain/findings.ts";
import type { NodeRef } from "../domain/nodeRef.ts";
import { chunksOf } from "../domain/rollout.ts";
import type { Flow, OrchestrationContext } from "./durable.ts";
import { type PatchNodes, type PatchNodesResult, patchNodes } from "./patchNodes.ts";

export interface PatchInWaves extends Omit<PatchNodes, "mayDisturb"> {
  /** How many nodes may be disturbed at once. */
  size: number;
  /** What has failed on other nodes already: no wave begins then. */
  stoppedBy: Finding | undefined;
}

export function* patchInWaves(
  context: OrchestrationContext,
  { size, stoppedBy, ...input }: PatchInWaves,
): Flow<Omit<PatchNodesResult, "busy">> {
  const total: Omit<PatchNodesResult, "busy"> = { patched: 0, edited: 0, restarted: [], findings: [] };
  let cause = stoppedBy;
  for (const [index, wave] of chunksOf(input.decisions, size).entries()) {
    if (cause !== undefined) {
      total.findings.push(...notAttempted(wave, cause));
      continue;
    }
    const chunk = `${input.chunk}-wave-${index}`;
    const result = yield* patchNodes(context, { ...input, chunk, decisions: wave, mayDisturb: true });
    total.patched += result.patched;
    total.edited += result.edited;
    total.restarted.push(...result.restarted);
    total.findings.push(...result.findings);
    [cause] = result.findings;
  }
  return total;
}

/** A configuration that is refused says nothing of other nodes; a patch that failed may fail on them too. */
export function stopsRollout({ code }: Finding): boolean {
  return code !== "NriUnsafeConfig";
}

function notAttempted(wave: PatchNodes["decisions"], cause: Finding): Finding[] {
  return wave.map(({ node }) => untouched(node, cause));
}

function untouched(node: NodeRef, cause: Finding): Finding {
  return {
    code: "NriPatchFailed",
    severity: "fail",
    subject: `node/${node.name}`,
    found: `not attempted: the rollout stopped at ${cause.subject}; nothing was changed on the node`,
    action: `Mend ${cause.subject} first, then run again.`,
  };
}
