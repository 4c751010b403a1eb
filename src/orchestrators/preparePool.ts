/**
 * preparePool: one node pool from nothing to prepared nodes, without waiting for anything of the other pools.
 *  1 ensureNodePool, then poll until every node has joined and is Ready
 *  2 poll its nodes until their stack has settled (resources are allocatable)
 *  3 prepareNodes for its chunks; nodes that run workloads are handed back, for waves over all pools
 *  4 poll until Azure has ended its operation on the pool
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
import { chunksOf, NODES_PER_CHUNK, stopsRollout } from "../domain/rollout.ts";
import type { PatchDecision, PoolNodes } from "../domain/steps.ts";
import { createNodePool, poolFindings, poolStep } from "./createNodePool.ts";
import { type Flow, type OrchestrationContext, pollUntil, registerSubOrchestrator, step, subAll } from "./durable.ts";
import { faultFinding } from "./faultFinding.ts";
import { PartNotes, runPart } from "./partNotes.ts";
import { Patience } from "./patience.ts";
import { type PoolRun, poolReporter } from "./poolRun.ts";
import { timed } from "./timed.ts";

export function registerPreparePool(): void {
  registerSubOrchestrator(ORCHESTRATIONS.preparePool, preparePool);
}

function* preparePool(context: OrchestrationContext, input: PreparePoolInput): Flow<PreparePoolResult> {
  const subject = `pool/${input.pool.spec.name}`;
  const patience = new Patience(input.scope.run.preparationId, subject);
  const notes = new PartNotes();
  const run: PoolRun = {
    context,
    input,
    subject,
    notes,
    patience,
    nodes: 0,
    busy: [],
    ...poolReporter(context, input),
  };
  const part = yield* runPart(subject, run.notes, prepareWholePool(run));
  if (run.notes.hasFailed) run.report("failed");
  const { nodes, busy, stoppedBy } = run;
  return { ...part, nodes, busy, ...(stoppedBy === undefined ? {} : { stoppedBy }) };
}

function* prepareWholePool(run: PoolRun): Flow<void> {
  const { context, notes, subject } = run;
  const created = createNodePool(run, () => readReadiness(run));
  yield* timed(context, notes.timings, "createNodePool", subject, created);
  if (notes.hasFailed) return;
  const nodes = yield* timed(context, notes.timings, "installNodeStack", subject, awaitNodeStack(run));
  yield* timed(context, notes.timings, "prepareNodes", subject, prepareAllNodes(run, nodes));
  yield* awaitPoolOperation(run);
}

function* readReadiness(run: PoolRun): Flow<Outcome<null>> {
  const { input } = run;
  const { spec } = input.pool;
  const nodes = yield* readNodes(run);
  run.report("creating", nodes);
  const state = yield* poolStep(run, "readNodePool", { ...input.scope.run, pool: spec.name });
  if (state.kind === "failed") return state;
  if (nodes.ready >= spec.count) return done(null, false);
  if (state.kind === "waiting" && state.heldUp !== undefined) return state;
  return waiting(`${nodes.ready} of ${spec.count} nodes are Ready, ${nodes.joined} have joined`);
}

function stackExpectedSeconds({ pool, scope }: PreparePoolInput): number {
  const { gpuStackExpectedSeconds, rdmaStackExpectedSeconds } = scope.pacing;
  return gpuStackExpectedSeconds + (pool.expectation.rdma > 0 ? rdmaStackExpectedSeconds : 0);
}

/** The nodes whose stack has settled; those that have not by the deadline are named. */
function* awaitNodeStack(run: PoolRun): Flow<NodeRef[]> {
  const { context, input, notes } = run;
  const { pacing } = input.scope;
  const settled = yield* pollUntil<NodeRef[]>(
    context,
    { expectedSeconds: stackExpectedSeconds(input), deadlineSeconds: pacing.stackDeadlineSeconds, pacing },
    function* () {
      const found = yield* readNodes(run);
      run.report("settling", found);
      return found.nodes === undefined
        ? waiting(`${found.settled} of ${input.pool.spec.count} nodes have their resources`)
        : done(found.nodes, false);
    },
  );
  if (settled.kind === "done") return settled.value;
  const found = yield* readNodes(run, "settled");
  notes.found(...(found.stragglers ?? []));
  return found.nodes ?? [];
}

function* prepareAllNodes(run: PoolRun, nodes: readonly NodeRef[]): Flow<void> {
  const { notes } = run;
  run.nodes = nodes.length;
  run.report("preparingNodes");
  const { chunks, faults } = yield* prepareChunks(run, nodes);
  const findings = [...faults, ...chunks.flatMap((chunk) => chunk.findings)];
  notes.changed({ nodes: sum(chunks.map((chunk) => chunk.edited)) });
  notes.found(...findings);
  run.busy = chunks.flatMap((chunk) => chunk.busy.map(withoutProbe));
  const stoppedBy = findings.find(stopsRollout);
  if (stoppedBy !== undefined) run.stoppedBy = stoppedBy;
  run.report(run.busy.length > 0 ? "busyNodes" : "prepared", undefined, sum(chunks.map((chunk) => chunk.prepared)));
}

/** What is carried through the histories of the run: a thousand nodes may be busy. */
function withoutProbe({ kind, node, oldSha256, newSha256, configMap }: PatchDecision): PatchDecision {
  return { kind, node, oldSha256, newSha256, configMap };
}

function* prepareChunks(
  { context, input }: PoolRun,
  nodes: readonly NodeRef[],
): Flow<{ chunks: PrepareNodesResult[]; faults: Finding[] }> {
  const { scope, pool } = input;
  const { name } = pool.spec;
  const calls = chunksOf(nodes, NODES_PER_CHUNK).map((chunk, index) => ({
    name: ORCHESTRATIONS.prepareNodes,
    instanceId: subInstanceId.nodes(scope.run.preparationId, name, index),
    input: { scope, chunk: `${name}-${index}`, nodes: chunk },
  }));
  const chunks = yield* subAll<PrepareNodesResult>(context, calls);
  return {
    chunks: chunks.flatMap((chunk) => (chunk.ok ? [chunk.value] : [])),
    faults: chunks.flatMap((chunk) => (chunk.ok ? [] : [faultFinding(chunk.fault, `pool/${name}`)])),
  };
}

/** Azure's own operation on the pool, long over as a rule. */
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

function readNodes({ context, input }: PoolRun, withNodes?: "settled"): Flow<PoolNodes> {
  const { spec, expectation } = input.pool;
  return step(context, "readPoolNodes", {
    ...input.scope.run,
    pool: spec.name,
    wanted: spec.count,
    expectation,
    ...(withNodes === undefined ? {} : { withNodes }),
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
