/**
 * preparePool: one node pool from nothing to prepared nodes, without waiting for anything of the other pools.
 *  1 ensureNodePool, then poll until every node has joined and is Ready
 *  2 poll its nodes until their stack has settled (resources are allocatable)
 *  3 prepareNodes for its chunks, then waves over the nodes that have workloads
 *  4 poll until Azure has ended its operation on the pool
 */
import type { Finding } from "../domain/findings.ts";
import type { NodeRef } from "../domain/nodeRef.ts";
import {
  ORCHESTRATIONS,
  type PartResult,
  type PrepareNodesResult,
  type PreparePoolInput,
} from "../domain/orchestrations.ts";
import { done, type Outcome, waiting } from "../domain/outcome.ts";
import { type PoolProgress, type PoolStage, subInstanceId } from "../domain/progress.ts";
import { addChanges, type Changes, NO_CHANGES, type Timing } from "../domain/record.ts";
import { chunksOf, NODES_PER_CHUNK, waveSize } from "../domain/rollout.ts";
import type { PoolNodes } from "../domain/steps.ts";
import {
  type Flow,
  type OrchestrationContext,
  pollUntil,
  registerSubOrchestrator,
  step,
  subAll,
  valueOf,
} from "./durable.ts";
import { patchInWaves } from "./patchNodes.ts";
import { timed } from "./timed.ts";

export function registerPreparePool(): void {
  registerSubOrchestrator(ORCHESTRATIONS.preparePool, preparePool);
}

interface PoolRun {
  context: OrchestrationContext;
  input: PreparePoolInput;
  report(stage: PoolStage, nodes?: PoolNodes, prepared?: number): void;
}

function* preparePool(context: OrchestrationContext, input: PreparePoolInput): Flow<PartResult> {
  const timings: Timing[] = [];
  const subject = `pool/${input.pool.spec.name}`;
  const run: PoolRun = { context, input, report: poolReporter(context, input) };
  const created = yield* timed(context, timings, "createNodePool", subject, createNodePool(run));
  if (created.findings.length > 0) {
    run.report("failed");
    return { ...created, timings };
  }
  const settled = yield* timed(context, timings, "installNodeStack", subject, awaitNodeStack(run));
  const prepared = yield* timed(context, timings, "prepareNodes", subject, prepareAllNodes(run, settled.nodes));
  const finished = yield* awaitPoolOperation(run);
  return {
    changes: addChanges(created.changes, prepared.changes),
    findings: [...settled.findings, ...prepared.findings, ...finished],
    timings,
  };
}

/** Ends when all nodes are Ready; Azure calls the pool Succeeded a little later. */
function* createNodePool(run: PoolRun): Flow<Omit<PartResult, "timings">> {
  const { context, input } = run;
  const { pool, scope } = input;
  const { pacing } = scope;
  let changes: Changes = NO_CHANGES;
  run.report("creating");
  const submitted = yield* pollUntil<null>(
    context,
    { expectedSeconds: 0, deadlineSeconds: pacing.poolDeadlineSeconds, pacing },
    () => step(context, "ensureNodePool", { ...scope.run, pool }),
  );
  if (submitted.kind === "done" && submitted.changed) changes = addChanges({ arm: 1 });
  if (submitted.kind === "failed") return { changes, findings: [submitted.finding] };
  if (submitted.kind === "late") return { changes, findings: [poolLate(input, submitted.reason)] };
  const ready = yield* pollUntil<null>(
    context,
    {
      expectedSeconds: pool.action === "none" ? 0 : pacing.poolExpectedSeconds,
      deadlineSeconds: pacing.poolDeadlineSeconds,
      pacing,
    },
    () => readReadiness(run),
  );
  if (ready.kind === "failed") return { changes, findings: [ready.finding] };
  return { changes, findings: ready.kind === "late" ? [poolLate(input, ready.reason)] : [] };
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

interface SettledNodes {
  nodes: NodeRef[];
  findings: Finding[];
}

function* awaitNodeStack(run: PoolRun): Flow<SettledNodes> {
  const { context, input } = run;
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
  if (settled.kind === "done") return { nodes: settled.value, findings: [] };
  const found = yield* readNodes(run, "settled");
  return { nodes: found.nodes ?? [], findings: found.stragglers ?? [] };
}

function* prepareAllNodes(run: PoolRun, nodes: readonly NodeRef[]): Flow<Omit<PartResult, "timings">> {
  const { context, input } = run;
  const { scope, pool, maxUnavailable } = input;
  const { preparationId } = scope.run;
  const { name } = pool.spec;
  run.report("preparingNodes");
  const calls = chunksOf(nodes, NODES_PER_CHUNK).map((chunk, index) => ({
    name: ORCHESTRATIONS.prepareNodes,
    instanceId: subInstanceId.nodes(preparationId, name, index),
    input: { scope, chunk: `${name}-${index}`, nodes: chunk },
  }));
  const chunks = (yield* subAll<PrepareNodesResult>(context, calls)).map(valueOf);
  const busy = chunks.flatMap((chunk) => chunk.busy);
  const waves = yield* patchInWaves(
    context,
    { scope, chunk: `${name}-busy`, decisions: busy },
    waveSize(maxUnavailable, nodes.length),
  );
  const edited = sum(chunks.map((chunk) => chunk.edited)) + waves.edited;
  run.report("prepared", undefined, sum(chunks.map((chunk) => chunk.prepared)) + waves.patched);
  return {
    changes: addChanges({ nodes: edited }),
    findings: [...chunks.flatMap((chunk) => chunk.findings), ...waves.findings],
  };
}

/** Azure's own operation on the pool, long over as a rule. */
function* awaitPoolOperation({ context, input }: PoolRun): Flow<Finding[]> {
  const { scope, pool } = input;
  const { pacing } = scope;
  const ended = yield* pollUntil<null>(
    context,
    { expectedSeconds: 0, deadlineSeconds: pacing.poolDeadlineSeconds, pacing },
    () => step(context, "readNodePool", { ...scope.run, pool: pool.spec.name }),
  );
  if (ended.kind === "failed") return [ended.finding];
  return ended.kind === "late" ? [poolLate(input, ended.reason)] : [];
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
  let progress: PoolProgress = {
    name: pool.spec.name,
    vmSize: pool.spec.vmSize,
    wanted: pool.spec.count,
    stage: "creating",
    joined: 0,
    ready: 0,
    settled: 0,
    prepared: 0,
    lacks: {},
    trouble: [],
  };
  return (stage, nodes, prepared) => {
    const { joined, ready, settled, lacks, trouble } = nodes ?? progress;
    progress = { ...progress, stage, joined, ready, settled, lacks, trouble, prepared: prepared ?? progress.prepared };
    context.df.setCustomStatus(progress);
  };
}

function poolLate({ pool, scope }: PreparePoolInput, reason: string): Finding {
  return {
    code: "PoolFailed",
    severity: "fail",
    subject: `pool/${pool.spec.name}`,
    found: `not ready after ${Math.round(scope.pacing.poolDeadlineSeconds / 60)} minutes: ${reason}`,
    action: "Look at the pool's operation in Azure (az aks nodepool show), then run again: what exists is kept.",
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
