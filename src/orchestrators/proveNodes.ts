/**
 * The proof of level L3 on the nodes of a chunk, in rounds:
 *  1 wait for the ulimit adjuster on them, for a while: what it does not hear of gets no limit
 *  2 see which devices are free: a pod that was not admitted since somebody came first asks for none
 *  3 start a pod on each node, collect what they saw
 */
import type { DeviceAsk } from "../domain/devices.ts";
import type { NodeExpectation } from "../domain/nodeExpectation.ts";
import type { NodeRef } from "../domain/nodeRef.ts";
import type { RunScope } from "../domain/orchestrations.ts";
import { done, waiting } from "../domain/outcome.ts";
import type { NodeProof, PendingNode } from "../domain/steps.ts";
import { type Flow, type OrchestrationContext, pollUntil, StepFault, settle, step, stepAll } from "./durable.ts";
import { type NodeRounds, runNodeRounds } from "./nodeRounds.ts";

export interface ProveNodes extends Pick<NodeRounds<NodeProof>, "onWaiting"> {
  scope: RunScope;
  chunk: string;
  nodes: readonly NodeRef[];
  /** What the nodes' devices are measured against, or why none are asked for. */
  devices: NodeExpectation | { none: string };
}

export interface Proofs {
  proofs: NodeProof[];
  unproven: PendingNode[];
}

const PURPOSE = "proof" as const;

/** Throws `StepFault` when the pods could not be looked at. */
export function* proveNodes(context: OrchestrationContext, input: ProveNodes): Flow<Proofs> {
  const { scope, chunk, nodes } = input;
  const { pacing } = scope;
  const ref = { ...scope.run, purpose: PURPOSE, chunk } as const;
  /** By node: why the kubelet did not admit its pod. */
  const rejections = new Map<string, string>();
  const rounds = yield* runNodeRounds<NodeProof>(context, {
    nodes,
    expectedSeconds: pacing.probeExpectedSeconds,
    deadlineSeconds: pacing.proofDeadlineSeconds,
    pacing,
    *start(open, attempt) {
      yield* awaitAdjuster(context, input, open);
      return yield* startProofs(context, input, open, attempt, rejections);
    },
    *collect(round) {
      const collected = yield* step(context, "collectProofs", { ...ref, ...round });
      for (const { node, reason, rejected } of collected.pending) if (rejected) rejections.set(node.name, reason);
      return collected;
    },
    ...(input.onWaiting === undefined ? {} : { onWaiting: input.onWaiting }),
  });
  if (rounds.fault !== undefined) throw new StepFault(rounds.fault);
  return { proofs: rounds.results, unproven: rounds.lost };
}

/** Goes on when it does not come or cannot be seen: the proof then shows what that means. */
function* awaitAdjuster(
  context: OrchestrationContext,
  { scope, onWaiting }: ProveNodes,
  nodes: readonly NodeRef[],
): Flow<void> {
  const { pacing, run } = scope;
  const options = { expectedSeconds: 0, deadlineSeconds: pacing.proofDeadlineSeconds, pacing };
  const wait = pollUntil<null>(context, options, function* () {
    const { unserved } = yield* step(context, "readUlimitAdjuster", { ...run, nodes: nodes.map(({ name }) => name) });
    const [first] = unserved;
    if (first === undefined) return done(null, false);
    const reason = `ulimit adjuster on ${first.node}: ${first.reason}`;
    onWaiting?.(reason);
    return waiting(reason);
  });
  yield* settle("readUlimitAdjuster", wait);
}

/** Returns the nodes on which no pod could be started. */
function* startProofs(
  context: OrchestrationContext,
  input: ProveNodes,
  nodes: readonly NodeRef[],
  attempt: number,
  rejections: ReadonlyMap<string, string>,
): Flow<PendingNode[]> {
  const { run, owner, tolerations, pacing } = input.scope;
  const asks = yield* askForDevices(context, input, nodes);
  const inputs = nodes.map((node, index) => ({
    ...run,
    purpose: PURPOSE,
    chunk: input.chunk,
    node,
    attempt,
    owner,
    tolerations,
    deadlineSeconds: pacing.proofDeadlineSeconds,
    devices: askAfter(rejections.get(node.name), asks[index]),
  }));
  const started = yield* stepAll(context, "startProof", inputs);
  return nodes.flatMap((node, index) => {
    const settled = started[index];
    return settled?.ok === false ? [{ node, reason: settled.fault.message, lost: true }] : [];
  });
}

function* askForDevices(
  context: OrchestrationContext,
  { scope, devices }: ProveNodes,
  nodes: readonly NodeRef[],
): Flow<DeviceAsk[]> {
  if ("none" in devices) return nodes.map(() => ({ kind: "none", reason: devices.none }));
  const input = { ...scope.run, nodes: [...nodes], expectation: devices };
  const read = yield* settle("readFreeDevices", step(context, "readFreeDevices", input));
  return read.ok ? read.value.devices : nodes.map(() => ({ kind: "none", reason: read.fault.message }));
}

function askAfter(rejection: string | undefined, ask: DeviceAsk | undefined): DeviceAsk {
  if (rejection !== undefined) return { kind: "none", reason: `somebody else came first: ${rejection}` };
  return ask ?? { kind: "none", reason: "it is not known which devices are free" };
}
