/**
 * The patch on a group of nodes at once. Where somebody else edits the file meanwhile (the NVIDIA toolkit does) the node
 * is given time, read and decided anew. A node that was cordoned for it is uncordoned again, however it went.
 */
import type { Finding } from "../domain/findings.ts";
import type { NodeRef } from "../domain/nodeRef.ts";
import type { PatchWaveResult } from "../domain/orchestrations.ts";
import { MOST_POD_ATTEMPTS } from "../domain/rollout.ts";
import type { PatchDecision, PatchResult } from "../domain/steps.ts";
import { type Flow, type OrchestrationContext, pause, stepAll } from "./durable.ts";

import { type PatchRound, type PatchRoundResult, patchRound } from "./patchRound.ts";
import { isPatch, probeAndDecide } from "./probeAndDecide.ts";

export type PatchNodes = Omit<PatchRound, "firstAttempt">;

export interface PatchNodesResult extends PatchWaveResult {
  /** Left alone, since workloads run there. */
  busy: PatchDecision[];
}

type Changed = Extract<PatchResult, { kind: "changed" }>;

/** How often a node is looked at again. */
const MOST_REWRITES = 3;

export function* patchNodes(context: OrchestrationContext, input: PatchNodes): Flow<PatchNodesResult> {
  const total: PatchNodesResult = { patched: 0, edited: 0, restarted: [], busy: [], findings: [] };
  let open = input.decisions;
  for (let rewrites = 0; open.length > 0; rewrites++) {
    const firstAttempt = 1 + rewrites * MOST_POD_ATTEMPTS;
    const changed = note(total, yield* patchRound(context, { ...input, decisions: open, firstAttempt }));
    if (rewrites < MOST_REWRITES) {
      open = yield* decideAgain(context, input, { changed, firstAttempt: firstAttempt + MOST_POD_ATTEMPTS, total });
    } else {
      total.findings.push(...changed.map(keepsChanging));
      open = [];
    }
  }
  if (input.mayDisturb) total.findings.push(...(yield* uncordonNodes(context, input)));
  return total;
}

/** Returns the nodes that somebody else has changed. */
function note(total: PatchNodesResult, { results, busy, findings }: PatchRoundResult): Changed[] {
  const patched = results.filter((result) => result.kind === "patched");
  const restarted = results.filter((result) => result.restarted === true).map(({ node }) => node.name);
  total.patched += patched.length;
  total.edited += patched.filter(({ edited }) => edited).length;
  total.restarted.push(...restarted.filter((name) => !total.restarted.includes(name)));
  total.busy.push(...busy);
  total.findings.push(...results.flatMap((result) => (result.kind === "failed" ? [result.finding] : [])), ...findings);
  return results.filter((result) => result.kind === "changed");
}

interface DecideAgain {
  changed: readonly Changed[];
  firstAttempt: number;
  total: PatchNodesResult;
}

function* decideAgain(
  context: OrchestrationContext,
  { scope, chunk, onWaiting }: PatchNodes,
  { changed, firstAttempt, total }: DecideAgain,
): Flow<PatchDecision[]> {
  if (changed.length === 0) return [];
  yield* pause(context, scope.pacing.rewriteWaitSeconds);
  const probed = yield* probeAndDecide(context, {
    ...{ scope, chunk, firstAttempt, purpose: "probe", nodes: changed.map(({ node }) => node) },
    ...(onWaiting === undefined ? {} : { onWaiting }),
  });
  total.patched += probed.decisions.filter(({ kind }) => kind === "effective").length;
  total.findings.push(...probed.findings);
  return probed.decisions.filter(isPatch);
}

function keepsChanging({ node, reason }: Changed): Finding {
  return {
    code: "NriPatchFailed",
    severity: "fail",
    subject: `node/${node.name}`,
    found: `${reason}, and again each time it was read anew; their file was left as it is`,
    action:
      "Find out what keeps rewriting /etc/containerd/config.toml on the node (the GPU operator's toolkit pod?), let it settle, and run again.",
  };
}

/** Returns a finding for each node that is left cordoned: nothing can be scheduled there. */
function* uncordonNodes(context: OrchestrationContext, { scope, decisions }: PatchNodes): Flow<Finding[]> {
  const inputs = decisions.map(({ node }) => ({ ...scope.run, node }));
  const uncordoned = yield* stepAll(context, "uncordonNode", inputs);
  return decisions.flatMap(({ node }, index) => {
    const settled = uncordoned[index];
    return settled?.ok === false ? [stillCordoned(node, settled.fault.message)] : [];
  });
}

function stillCordoned(node: NodeRef, reason: string): Finding {
  return {
    code: "NodeNotReady",
    severity: "fail",
    subject: `node/${node.name}`,
    found: `the node may still be cordoned after its patch: ${reason}`,
    action: `Look whether it is (kubectl get node ${node.name}) and run: kubectl uncordon ${node.name}`,
  };
}
