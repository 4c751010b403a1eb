/**
 * One script on every node of a chunk, in rounds: start a pod on each node, poll all of them with one list, and give a
 * node whose pod was lost a new one. A pod that may still be running is never joined by a second one. Used for probing,
 * patching and verifying. Throws no fault of its own: the nodes that it leaves without a result are named.
 */
import type { NodeRef } from "../domain/nodeRef.ts";
import { done, type Fault, type Outcome, waiting } from "../domain/outcome.ts";
import { MOST_POD_ATTEMPTS } from "../domain/rollout.ts";
import type { CollectInput, PendingNode } from "../domain/steps.ts";
import { type Flow, type OrchestrationContext, type PollOptions, pollUntil, settle } from "./durable.ts";

export interface NodeRounds<R> extends PollOptions {
  nodes: readonly NodeRef[];
  /** When the same nodes were worked on before: the number that pods of this series begin with. */
  firstAttempt?: number;
  /** Of each pod itself; its end is waited for a little longer. */
  deadlineSeconds: number;
  /** Starts a pod on each node; those it could not be started on are returned. */
  start(nodes: readonly NodeRef[], attempt: number): Flow<PendingNode[]>;
  collect(input: CollectInput): Flow<{ pending: PendingNode[]; results: R[] }>;
  /** Told at each look what is waited for. */
  onWaiting?(reason: string): void;
}

export interface RoundsResult<R> {
  results: R[];
  /** Nodes that brought no result in any attempt, with the last reason. */
  lost: PendingNode[];
  /** Why the pods could not be looked at any more. */
  fault?: Fault;
}

/** A pod's deadline counts from its start on the node: until then, and until its end has been reported. */
const POD_GRACE_SECONDS = 60;

export function* runNodeRounds<R>(context: OrchestrationContext, rounds: NodeRounds<R>): Flow<RoundsResult<R>> {
  const results: R[] = [];
  const givenUp: PendingNode[] = [];
  let open = rounds.nodes;
  const first = rounds.firstAttempt ?? 1;
  for (let attempt = first; open.length > 0; attempt++) {
    const unstarted = yield* rounds.start(open, attempt);
    const collected = yield* settle("collect", collectRound(context, rounds, without(open, unstarted), attempt));
    if (!collected.ok) {
      const { fault } = collected;
      return { results, lost: [...givenUp, ...open.map((node) => unread(node, fault))], fault };
    }
    const { pending } = collected.value;
    results.push(...collected.value.results);
    const mayRepeat = attempt < first + MOST_POD_ATTEMPTS - 1 ? pending.filter((node) => node.lost) : [];
    givenUp.push(...unstarted, ...pending.filter((node) => !mayRepeat.includes(node)));
    open = mayRepeat.map((node) => node.node);
  }
  return { results, lost: givenUp };
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
  const options = { ...rounds, deadlineSeconds: rounds.deadlineSeconds + POD_GRACE_SECONDS };
  const outcome = yield* pollUntil(context, options, function* () {
    const collected = yield* rounds.collect({ ...input, final: false });
    const running = stillRunning(collected.pending);
    if (running !== undefined) rounds.onWaiting?.(running.reason);
    return running ?? done(collected, false);
  });
  return outcome.kind === "done" ? outcome.value : yield* rounds.collect({ ...input, final: true });
}

function stillRunning(pending: readonly PendingNode[]): Extract<Outcome<never>, { kind: "waiting" }> | undefined {
  const running = pending.find((node) => !node.lost);
  return running === undefined ? undefined : waiting(`${running.node.name}: ${running.reason}`);
}

function unread(node: NodeRef, { message }: Fault): PendingNode {
  return { node, reason: `its pod could not be looked at: ${message}`, lost: false };
}

function without(nodes: readonly NodeRef[], pending: readonly PendingNode[]): NodeRef[] {
  const names = new Set(pending.map((item) => item.node.name));
  return nodes.filter((node) => !names.has(node.name));
}
