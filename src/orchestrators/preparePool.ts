/**
 * preparePool: one node pool from nothing to prepared nodes, without waiting for anything of the other pools.
 *  1 ensureNodePool, then poll until every node has joined and is Ready
 *  2 poll its nodes until their stack has settled (resources are allocatable)
 *  3 prepareNodes for its chunks; nodes that run workloads are handed back, for waves over all pools
 *  4 poll until Azure has ended its operation on the pool, somebody else's included
 *  5 2 and 3 for nodes that have come since, re-imaged ones among them, in a few rounds; those that have left are let go
 */
import type { Finding } from "../domain/findings.ts";
import type { NodeRef } from "../domain/nodeRef.ts";
import {
  ORCHESTRATIONS,
  type PrepareNodesResult,
  type PreparePoolInput,
  type PreparePoolResult,
} from "../domain/orchestrations.ts";
import { done, type Outcome, waiting } from "../domain/outcome.ts";
import { subInstanceId } from "../domain/progress.ts";
import { chunksOf, MOST_NEWCOMER_ROUNDS, NODES_PER_CHUNK } from "../domain/rollout.ts";
import { awaitNodeStack, readNodes } from "./awaitNodeStack.ts";
import { createNodePool, poolFindings } from "./createNodePool.ts";
import { type Flow, type OrchestrationContext, pollUntil, registerSubOrchestrator, subAll } from "./durable.ts";
import { faultFinding } from "./faultFinding.ts";
import { PartNotes, runPart } from "./partNotes.ts";
import { Patience } from "./patience.ts";
import { PoolMembers } from "./poolMembers.ts";
import { type PoolRun, poolReporter, poolStep } from "./poolRun.ts";
import { timed } from "./timed.ts";

export function registerPreparePool(): void {
  registerSubOrchestrator(ORCHESTRATIONS.preparePool, preparePool);
}

function* preparePool(context: OrchestrationContext, input: PreparePoolInput): Flow<PreparePoolResult> {
  const subject = `pool/${input.pool.spec.name}`;
  const patience = new Patience(input.scope.run, subject);
  const notes = new PartNotes();
  const run: PoolRun = {
    context,
    input,
    subject,
    notes,
    patience,
    members: new PoolMembers(),
    ...poolReporter(context, input),
  };
  yield* runPart(subject, notes, prepareWholePool(run));
  notes.found(...run.members.findings);
  if (notes.hasFailed) run.report("failed");
  const { nodes, busy, stoppedBy } = run.members;
  return { ...notes.result(), nodes, busy, ...(stoppedBy === undefined ? {} : { stoppedBy }) };
}

function* prepareWholePool(run: PoolRun): Flow<void> {
  const { context, notes, subject, members } = run;
  const created = createNodePool(run, () => readReadiness(run));
  yield* timed(context, notes.timings, "createNodePool", subject, created);
  if (notes.hasFailed) return;
  members.see((yield* readNodes(run, { withNodes: "joined" })).nodes ?? []);
  const nodes = yield* timed(context, notes.timings, "installNodeStack", subject, awaitNodeStack(run));
  yield* timed(context, notes.timings, "prepareNodes", subject, prepareAllNodes(run, nodes, 0));
  yield* awaitPoolOperation(run);
  yield* prepareNewcomers(run);
}

/** Bounded: whoever comes still later is found by verification. */
function* prepareNewcomers(run: PoolRun): Flow<void> {
  const { members } = run;
  let hasWaitedInVain = false;
  for (let round = 1; round <= MOST_NEWCOMER_ROUNDS; round++) {
    const { nodes: present = [], wanted } = yield* readNodes(run, { withNodes: "joined" });
    members.see(present);
    const isShort = present.length < wanted;
    if (members.newcomers(present).length === 0 && (!isShort || hasWaitedInVain)) return;
    const fresh = members.newcomers(yield* awaitNodeStack(run));
    hasWaitedInVain = fresh.length === 0;
    yield* prepareAllNodes(run, fresh, round);
  }
}

function* readReadiness(run: PoolRun): Flow<Outcome<null>> {
  const { scope, pool } = run.input;
  const nodes = yield* readNodes(run);
  run.report("creating", nodes);
  const state = yield* poolStep(run, "readNodePool", { ...scope.run, pool: pool.spec.name });
  if (state.kind === "failed") return state;
  if (nodes.ready >= nodes.wanted) return done(null, false);
  if (state.kind === "waiting" && state.heldUp !== undefined) return state;
  return waiting(`${nodes.ready} of ${nodes.wanted} nodes are Ready, ${nodes.joined} have joined`);
}

/** `round`: 0 for those that the pool began with. */
function* prepareAllNodes(run: PoolRun, nodes: readonly NodeRef[], round: number): Flow<void> {
  const { notes, members } = run;
  members.take(nodes);
  run.report("preparingNodes");
  const { chunks, faults } = yield* prepareChunks(run, nodes, round);
  notes.changed({ nodes: chunks.reduce((total, chunk) => total + chunk.edited, 0) });
  members.note(chunks, faults);
  run.report(members.busy.length > 0 ? "busyNodes" : "prepared", undefined, members.prepared);
}

function* prepareChunks(
  { context, input }: PoolRun,
  nodes: readonly NodeRef[],
  round: number,
): Flow<{ chunks: PrepareNodesResult[]; faults: Finding[] }> {
  const { scope, pool } = input;
  const { name } = pool.spec;
  const { preparationId } = scope.run;
  const calls = chunksOf(nodes, NODES_PER_CHUNK).map((chunk, index) => ({
    name: ORCHESTRATIONS.prepareNodes,
    instanceId:
      round === 0
        ? subInstanceId.nodes(preparationId, name, index)
        : subInstanceId.newNodes(preparationId, name, round, index),
    input: { scope, chunk: round === 0 ? `${name}-${index}` : `${name}-${round}-${index}`, nodes: chunk },
  }));
  const chunks = yield* subAll<PrepareNodesResult>(context, calls);
  return {
    chunks: chunks.flatMap((chunk) => (chunk.ok ? [chunk.value] : [])),
    faults: chunks.flatMap((chunk) => (chunk.ok ? [] : [faultFinding(chunk.fault, `pool/${name}`)])),
  };
}

/** Azure's own operation on the pool, long over as a rule; nodes that it adds are then newcomers. */
function* awaitPoolOperation(run: PoolRun): Flow<void> {
  const { context, input, notes } = run;
  const { scope, pool } = input;
  const { pacing } = scope;
  const ended = yield* pollUntil<null>(
    context,
    { expectedSeconds: 0, deadlineSeconds: pacing.poolDeadlineSeconds, pacing },
    () => poolStep(run, "readNodePool", { ...scope.run, pool: pool.spec.name }),
  );
  notes.found(...poolFindings(run, ended));
}
