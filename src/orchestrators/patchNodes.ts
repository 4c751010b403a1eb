/** The patch on a group of nodes at once, and waves of such groups that stop at the first failure. */
import type { Finding } from "../domain/findings.ts";
import type { NodeRef } from "../domain/nodeRef.ts";
import type { PrepareNodesInput } from "../domain/orchestrations.ts";
import { chunksOf } from "../domain/rollout.ts";
import type { PatchDecision, PatchResult, PendingNode } from "../domain/steps.ts";
import { type Flow, type OrchestrationContext, step, stepAll } from "./durable.ts";
import { runNodeRounds } from "./nodeRounds.ts";

export interface PatchNodes extends Pick<PrepareNodesInput, "scope" | "chunk"> {
  decisions: readonly PatchDecision[];
  /** Whether nodes with workloads may be patched; they are then cordoned meanwhile. */
  mayDisturb: boolean;
}

export interface PatchNodesResult {
  patched: number;
  /** Of these, those whose file was edited. */
  edited: number;
  /** Left alone, since workloads run there. */
  busy: PatchDecision[];
  findings: Finding[];
}

export function* patchNodes(context: OrchestrationContext, input: PatchNodes): Flow<PatchNodesResult> {
  const { scope, chunk, decisions } = input;
  const { pacing } = scope;
  const ref = { ...scope.run, purpose: "patch" as const, chunk };
  const busy = new Set<string>();
  const rounds = yield* runNodeRounds<PatchResult>(context, {
    nodes: decisions.map((decision) => decision.node),
    expectedSeconds: pacing.patchExpectedSeconds,
    deadlineSeconds: pacing.patchDeadlineSeconds,
    pacing,
    start: (open, attempt) => startPatches(context, input, open, attempt, busy),
    collect: (round) =>
      step(context, "collectPatches", { ...ref, ...round, nodes: round.nodes.filter((node) => !busy.has(node.name)) }),
  });
  if (input.mayDisturb) {
    yield* stepAll(
      context,
      "uncordonNode",
      decisions.map(({ node }) => ({ ...scope.run, node })),
    );
  }
  const patched = rounds.results.filter((result) => result.kind === "patched");
  return {
    patched: patched.length,
    edited: patched.filter((result) => result.edited).length,
    busy: decisions.filter((decision) => busy.has(decision.node.name)),
    findings: [
      ...rounds.results.flatMap((result) => (result.kind === "failed" ? [result.finding] : [])),
      ...rounds.lost.map(patchLost),
    ],
  };
}

function* startPatches(
  context: OrchestrationContext,
  input: PatchNodes,
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
    if (settled?.value.kind === "busy") busy.add(node.name);
    return [];
  });
}

/** At most `size` nodes at a time; the first group with a failure is the last. */
export function* patchInWaves(
  context: OrchestrationContext,
  input: Omit<PatchNodes, "mayDisturb">,
  size: number,
): Flow<Omit<PatchNodesResult, "busy">> {
  let patched = 0;
  let edited = 0;
  const waves = chunksOf(input.decisions, size);
  for (const [index, wave] of waves.entries()) {
    const result = yield* patchNodes(context, {
      ...input,
      chunk: `${input.chunk}-wave-${index}`,
      decisions: wave,
      mayDisturb: true,
    });
    patched += result.patched;
    edited += result.edited;
    const [first] = result.findings;
    if (first !== undefined) {
      const untouched = waves
        .slice(index + 1)
        .flat()
        .map((decision) => notAttempted(decision.node, first));
      return { patched, edited, findings: [...result.findings, ...untouched] };
    }
  }
  return { patched, edited, findings: [] };
}

function patchLost({ node, reason }: PendingNode): Finding {
  return {
    code: "NriPatchFailed",
    severity: "fail",
    subject: `node/${node.name}`,
    found: `stage patch: ${reason}; the pod brought no result, the original file is kept beside config.toml`,
    action:
      "Look at containerd on the node (systemctl status containerd), then run again: the patch goes on where it stopped.",
  };
}

function notAttempted(node: NodeRef, cause: Finding): Finding {
  return {
    code: "NriPatchFailed",
    severity: "fail",
    subject: `node/${node.name}`,
    found: `not attempted: the rollout stopped at ${cause.subject}; nothing was changed on the node`,
    action: `Mend ${cause.subject} first, then run again.`,
  };
}
