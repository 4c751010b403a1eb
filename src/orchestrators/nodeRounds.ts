/**
 * One script on every node of a chunk, in rounds: start a pod on each node, poll all of them with one list, and give a
 * node whose pod was lost a new one. Used for probing, patching and verifying.
 */
import type { NodeRef } from "../domain/nodeRef.ts";
import { done, type Outcome, waiting } from "../domain/outcome.ts";
import type { CollectInput, PendingNode } from "../domain/steps.ts";
import { type Flow, type OrchestrationContext, type PollOptions, pollUntil } from "./durable.ts";

export interface NodeRounds<R> extends PollOptions {
  nodes: readonly NodeRef[];
  /** Starts a pod on each node; those it could not be started on are returned. */
  start(nodes: readonly NodeRef[], attempt: number): Flow<PendingNode[]>;
  collect(input: CollectInput): Flow<{ pending: PendingNode[]; results: R[] }>;
}

export interface RoundsResult<R> {
  results: R[];
  /** Nodes that brought no result in any attempt, with the last reason. */
  lost: PendingNode[];
}

const MOST_ATTEMPTS = 3;

export function* runNodeRounds<R>(context: OrchestrationContext, rounds: NodeRounds<R>): Flow<RoundsResult<R>> {
  const results: R[] = [];
  let open = rounds.nodes;
  let lost: PendingNode[] = [];
  for (let attempt = 1; attempt <= MOST_ATTEMPTS && open.length > 0; attempt++) {
    const unstarted = yield* rounds.start(open, attempt);
    const started = without(open, unstarted);
    const collected = yield* collectRound(context, rounds, started, attempt);
    results.push(...collected.results);
    lost = [...unstarted, ...collected.pending];
    open = lost.map((pending) => pending.node);
  }
  return { results, lost };
}

/** Ends when no pod of the round is running any more, or at the deadline. */
function* collectRound<R>(
  context: OrchestrationContext,
  rounds: NodeRounds<R>,
  nodes: readonly NodeRef[],
  attempt: number,
): Flow<{ pending: PendingNode[]; results: R[] }> {
  if (nodes.length === 0) return { pending: [], results: [] };
  const input = { nodes: [...nodes], attempt };
  const outcome = yield* pollUntil(context, rounds, function* () {
    const collected = yield* rounds.collect({ ...input, final: false });
    return stillRunning(collected.pending) ?? done(collected, false);
  });
  return outcome.kind === "done" ? outcome.value : yield* rounds.collect({ ...input, final: true });
}

function stillRunning(pending: readonly PendingNode[]): Extract<Outcome<never>, { kind: "waiting" }> | undefined {
  const running = pending.find((node) => !node.lost);
  return running === undefined ? undefined : waiting(`${running.node.name}: ${running.reason}`);
}

function without(nodes: readonly NodeRef[], pending: readonly PendingNode[]): NodeRef[] {
  const names = new Set(pending.map((item) => item.node.name));
  return nodes.filter((node) => !names.has(node.name));
}
