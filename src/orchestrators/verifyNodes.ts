/**
 * verifyNodes: measures the nodes of one chunk against the catalogue and saves the evidence.
 *  1 L1 and L2: a fresh probe of each node
 *  2 L3, when it is asked for: a pod on each node that has passed them
 */
import { ORCHESTRATIONS, type VerifyNodesInput, type VerifyNodesResult } from "../domain/orchestrations.ts";
import type { NodeVerdict } from "../domain/steps.ts";
import {
  type Flow,
  now,
  type OrchestrationContext,
  registerSubOrchestrator,
  StepFault,
  settle,
  step,
} from "./durable.ts";
import { runNodeRounds } from "./nodeRounds.ts";
import { proveNodes } from "./proveNodes.ts";
import { startProbes } from "./startProbes.ts";

export function registerVerifyNodes(): void {
  registerSubOrchestrator(ORCHESTRATIONS.verifyNodes, verifyNodes);
}

function* verifyNodes(context: OrchestrationContext, input: VerifyNodesInput): Flow<VerifyNodesResult> {
  const verdicts = yield* examineNodes(context, input);
  if (input.terms.level !== "L3") return verdicts;
  const proven = yield* proveVerified(context, input, verdicts);
  return verdicts.map((verdict) => proven.find(({ name }) => name === verdict.name) ?? verdict);
}

function* examineNodes(
  context: OrchestrationContext,
  { scope, chunk, nodes, terms }: VerifyNodesInput,
): Flow<NodeVerdict[]> {
  const { pacing } = scope;
  const check = { ...scope.run, ...terms, purpose: "verify" as const, chunk };
  const rounds = yield* runNodeRounds<NodeVerdict>(context, {
    nodes,
    expectedSeconds: pacing.probeExpectedSeconds,
    deadlineSeconds: pacing.probeDeadlineSeconds,
    pacing,
    start: (open, attempt) => startProbes(context, { scope, chunk, purpose: "verify", nodes: open, attempt }),
    collect: (round) => step(context, "checkNodes", { ...check, ...round, verifiedAt: now(context) }),
  });
  if (rounds.fault !== undefined) throw new StepFault(rounds.fault);
  if (rounds.lost.length === 0) return rounds.results;
  const unprobed = yield* step(context, "checkNodes", {
    ...check,
    nodes: rounds.lost.map((pending) => pending.node),
    attempt: 0,
    final: true,
    verifiedAt: now(context),
  });
  return [...rounds.results, ...unprobed.results];
}

/** A proof that could not be carried out takes nothing from what was proven before it. */
function* proveVerified(
  context: OrchestrationContext,
  { scope, chunk, nodes, terms }: VerifyNodesInput,
  verdicts: readonly NodeVerdict[],
): Flow<NodeVerdict[]> {
  const verified = new Set(verdicts.filter(({ level }) => level === "L2").map(({ name }) => name));
  const open = nodes.filter(({ name }) => verified.has(name));
  if (open.length === 0) return [];
  const proof = proveNodes(context, { scope, chunk, nodes: open, devices: terms.expectation });
  const ended = yield* settle("proveNodes", proof);
  const { proofs, unproven } = ended.ok
    ? ended.value
    : { proofs: [], unproven: open.map((node) => ({ node, reason: ended.fault.message, lost: true })) };
  return yield* step(context, "checkProofs", { ...scope.run, ...terms, proofs, unproven, verifiedAt: now(context) });
}
