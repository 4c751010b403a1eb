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
import { type PoolStage, subInstanceId, unseenPool } from "../domain/progress.ts";
import { chunksOf, NODES_PER_CHUNK, stopsRollout } from "../domain/rollout.ts";
import type { PatchDecision, PoolNodes } from "../domain/steps.ts";
import { setBoundedStatus } from "./boundedStatus.ts";
import {
  type Flow,
  type Late,
  type OrchestrationContext,
  pollUntil,
  registerSubOrchestrator,
  step,
  subAll,
} from "./durable.ts";
import { faultFinding } from "./faultFinding.ts";
import { PartNotes, runPart } from "./partNotes.ts";
import { timed } from "./timed.ts";

export function registerPreparePool(): void {
  registerSubOrchestrator(ORCHESTRATIONS.preparePool, preparePool);
}

interface PoolRun {
  context: OrchestrationContext;
  input: PreparePoolInput;
  notes: PartNotes;
  /** How many nodes there were to prepare. */
  nodes: number;
  busy: PatchDecision[];
  stoppedBy?: Finding;
  report(stage: PoolStage, nodes?: PoolNodes, prepared?: number): void;
}

function* preparePool(context: OrchestrationContext, input: PreparePoolInput): Flow<PreparePoolResult> {
  const subject = `pool/${input.pool.spec.name}`;
  const report = poolReporter(context, input);
  const run: PoolRun = { context, input, notes: new PartNotes(), nodes: 0, busy: [], report };
  const part = yield* runPart(subject, run.notes, prepareWholePool(run, subject));
  if (run.notes.hasFailed) run.report("failed");
  const { nodes, busy, stoppedBy } = run;
  return { ...part, nodes, busy, ...(stoppedBy === undefined ? {} : { stoppedBy }) };
}

function* prepareWholePool(run: PoolRun, subject: string): Flow<void> {
  const { context, notes } = run;
  yield* timed(context, notes.timings, "createNodePool", subject, createNodePool(run));
  if (notes.hasFailed) return;
  const nodes = yield* timed(context, notes.timings, "installNodeStack", subject, awaitNodeStack(run));
  yield* timed(context, notes.timings, "prepareNodes", subject, prepareAllNodes(run, nodes));
  yield* awaitPoolOperation(run);
}

/** Ends when all nodes are Ready; Azure calls the pool Succeeded a little later. */
function* createNodePool(run: PoolRun): Flow<void> {
  const { context, input, notes } = run;
  const { pool, scope } = input;
  const { pacing } = scope;
  run.report("creating");
  const submitted = yield* pollUntil<null>(
    context,
    { expectedSeconds: 0, deadlineSeconds: pacing.poolDeadlineSeconds, pacing },
    () => step(context, "ensureNodePool", { ...scope.run, pool }),
  );
  if (submitted.kind === "done" && submitted.changed) notes.changed({ arm: 1 });
  notes.found(...poolFindings(input, submitted));
  if (notes.hasFailed) return;
  const ready = yield* pollUntil<null>(
    context,
    {
      expectedSeconds: pool.action === "none" ? 0 : pacing.poolExpectedSeconds,
      deadlineSeconds: pacing.poolDeadlineSeconds,
      pacing,
    },
    () => readReadiness(run),
  );
  notes.found(...poolFindings(input, ready));
}

function* readReadiness(run: PoolRun): Flow<Outcome<null>> {
  const { context, input } = run;
  const { spec } = input.pool;
  const nodes = yield* readNodes(run);
  run.report("creating", nodes);
  const state = yield* step(context, "readNodePool", { ...input.scope.run, pool: spec.name });
  if (state.kind === "failed") return state;
  if (nodes.ready >= spec.count) return done(null, false);
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
function* awaitPoolOperation({ context, input, notes }: PoolRun): Flow<void> {
  const { scope, pool } = input;
  const { pacing } = scope;
  const ended = yield* pollUntil<null>(
    context,
    { expectedSeconds: 0, deadlineSeconds: pacing.poolDeadlineSeconds, pacing },
    () => step(context, "readNodePool", { ...scope.run, pool: pool.spec.name }),
  );
  notes.found(...poolFindings(input, ended));
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

/** Keeps what was last seen of the nodes, so that a report of another stage does not forget it. */
function poolReporter(context: OrchestrationContext, { pool }: PreparePoolInput): PoolRun["report"] {
  let progress = unseenPool({ name: pool.spec.name, vmSize: pool.spec.vmSize, wanted: pool.spec.count });
  return (stage, nodes, prepared) => {
    const { joined, ready, settled, lacks, trouble } = nodes ?? progress;
    progress = { ...progress, stage, joined, ready, settled, lacks, trouble, prepared: prepared ?? progress.prepared };
    setBoundedStatus(context, progress, "trouble");
  };
}

function poolFindings(
  { pool, scope }: PreparePoolInput,
  outcome: Exclude<Outcome<null>, { kind: "waiting" }> | Late,
): Finding[] {
  if (outcome.kind === "done") return [];
  if (outcome.kind === "failed") return [outcome.finding];
  return [
    {
      code: "PoolFailed",
      severity: "fail",
      subject: `pool/${pool.spec.name}`,
      found: `not ready after ${Math.round(scope.pacing.poolDeadlineSeconds / 60)} minutes: ${outcome.reason}`,
      action: "Look at the pool's operation in Azure (az aks nodepool show), then run again: what exists is kept.",
    },
  ];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
