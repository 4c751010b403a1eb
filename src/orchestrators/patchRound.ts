/** One patch pod on each node of a group, and what came of it. Lost pods are repeated; nothing is decided anew. */
import type { Finding } from "../domain/findings.ts";
import { goneFinding } from "../domain/nodeChurn.ts";
import type { NodeRef } from "../domain/nodeRef.ts";
import type { PrepareNodesInput } from "../domain/orchestrations.ts";
import type { PatchDecision, PatchResult, PendingNode } from "../domain/steps.ts";
import { type Flow, type OrchestrationContext, step, stepAll } from "./durable.ts";
import { faultFinding } from "./faultFinding.ts";
import { type NodeRounds, runNodeRounds } from "./nodeRounds.ts";

export interface PatchRound
  extends Pick<PrepareNodesInput, "scope" | "chunk">,
    Pick<NodeRounds<PatchResult>, "onWaiting" | "firstAttempt"> {
  decisions: readonly PatchDecision[];
  /** Whether nodes with workloads may be patched; they are cordoned first. */
  mayDisturb: boolean;
}

export interface PatchRoundResult {
  results: PatchResult[];
  /** Left alone, since workloads run there. */
  busy: PatchDecision[];
  /** Of nodes that brought no result. */
  findings: Finding[];
}

export function* patchRound(context: OrchestrationContext, input: PatchRound): Flow<PatchRoundResult> {
  const { scope, chunk, decisions, onWaiting, firstAttempt = 1 } = input;
  const { pacing } = scope;
  const ref = { ...scope.run, purpose: "patch" as const, chunk };
  const busy = new Set<string>();
  const rounds = yield* runNodeRounds<PatchResult>(context, {
    nodes: decisions.map((decision) => decision.node),
    firstAttempt,
    expectedSeconds: pacing.patchExpectedSeconds,
    deadlineSeconds: pacing.patchDeadlineSeconds,
    pacing,
    start: (open, attempt) => startPatches(context, input, open, attempt, busy),
    collect: (round) =>
      step(context, "collectPatches", { ...ref, ...round, nodes: round.nodes.filter((node) => !busy.has(node.name)) }),
    ...(onWaiting === undefined ? {} : { onWaiting }),
  });
  return {
    results: rounds.results,
    busy: decisions.filter((decision) => busy.has(decision.node.name)),
    findings: [
      ...(rounds.fault === undefined ? [] : [faultFinding(rounds.fault)]),
      ...rounds.lost.filter(({ node }) => !busy.has(node.name)).map(patchLost),
    ],
  };
}

function* startPatches(
  context: OrchestrationContext,
  input: PatchRound,
  nodes: readonly NodeRef[],
  attempt: number,
  busy: Set<string>,
): Flow<PendingNode[]> {
  const { scope, chunk, mayDisturb } = input;
  const { run, owner, tolerations, pacing } = scope;
  const open = input.decisions.filter((decision) => nodes.some((node) => node.name === decision.node.name));
  const inputs = open.map((decision) => ({
    ...run,
    purpose: "patch" as const,
    chunk,
    node: decision.node,
    attempt,
    owner,
    tolerations,
    deadlineSeconds: pacing.patchDeadlineSeconds,
    decision,
    mayDisturb,
  }));
  const started = yield* stepAll(context, "startPatch", inputs);
  return open.flatMap(({ node }, index) => {
    const settled = started[index];
    if (settled?.ok === false) return [{ node, reason: settled.fault.message, lost: true }];
    const start = settled?.value;
    if (start?.kind === "busy") busy.add(node.name);
    return start?.kind === "gone" ? [{ node, reason: `the node ${start.gone}`, lost: true, gone: start.gone }] : [];
  });
}

function patchLost({ node, reason, gone }: PendingNode): Finding {
  if (gone !== undefined) return goneFinding({ node, gone });
  return {
    code: "NriPatchFailed",
    severity: "fail",
    subject: `node/${node.name}`,
    found: `stage patch: ${reason}; the pod brought no result, the original file is kept beside config.toml`,
    action:
      "Look at containerd on the node (systemctl status containerd), then run again: the patch goes on where it stopped.",
  };
}
