/** The patch on a group of nodes at once. A node that was cordoned for it is uncordoned again, however it went. */
import type { Finding } from "../domain/findings.ts";
import type { NodeRef } from "../domain/nodeRef.ts";
import type { PrepareNodesInput } from "../domain/orchestrations.ts";
import type { PatchDecision, PatchResult, PendingNode } from "../domain/steps.ts";
import { type Flow, type OrchestrationContext, step, stepAll } from "./durable.ts";
import { faultFinding } from "./faultFinding.ts";
import { type NodeRounds, runNodeRounds } from "./nodeRounds.ts";

export interface PatchNodes
  extends Pick<PrepareNodesInput, "scope" | "chunk">,
    Pick<NodeRounds<PatchResult>, "onWaiting"> {
  decisions: readonly PatchDecision[];
  /** Whether nodes with workloads may be patched; they are then cordoned meanwhile. */
  mayDisturb: boolean;
}

export interface PatchNodesResult {
  patched: number;
  /** Of these, those whose file was edited. */
  edited: number;
  /** Names of those whose containerd was restarted, whatever came of it. */
  restarted: string[];
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
    ...(input.onWaiting === undefined ? {} : { onWaiting: input.onWaiting }),
  });
  const cordoned = input.mayDisturb ? yield* uncordonNodes(context, input) : [];
  const patched = rounds.results.filter((result) => result.kind === "patched");
  return {
    patched: patched.length,
    edited: patched.filter((result) => result.edited).length,
    restarted: rounds.results.filter((result) => result.restarted === true).map(({ node }) => node.name),
    busy: decisions.filter((decision) => busy.has(decision.node.name)),
    findings: [
      ...(rounds.fault === undefined ? [] : [faultFinding(rounds.fault)]),
      ...rounds.results.flatMap((result) => (result.kind === "failed" ? [result.finding] : [])),
      ...rounds.lost.filter(({ node }) => !busy.has(node.name)).map(patchLost),
      ...cordoned,
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

/** Returns a finding for each node that is left cordoned: nothing can be scheduled there. */
function* uncordonNodes(context: OrchestrationContext, { scope, decisions }: PatchNodes): Flow<Finding[]> {
  const inputs = decisions.map(({ node }) => ({ ...scope.run, node }));
  const uncordoned = yield* stepAll(context, "uncordonNode", inputs);
  return decisions.flatMap(({ node }, index) => {
    const settled = uncordoned[index];
    return settled?.ok === false ? [stillCordoned(node, settled.fault.message)] : [];
  });
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

function stillCordoned(node: NodeRef, reason: string): Finding {
  return {
    code: "NodeNotReady",
    severity: "fail",
    subject: `node/${node.name}`,
    found: `the node may still be cordoned after its patch: ${reason}`,
    action: `Look whether it is (kubectl get node ${node.name}) and run: kubectl uncordon ${node.name}`,
  };
}
