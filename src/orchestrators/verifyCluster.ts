/**
 * verifyCluster: checks only, changes nothing; usable alone.
 *  1 L0: the pools as Azure has them
 *  2 L1 and L2, and L3 when it is asked for: every node of every pool, in chunks
 */
import type { Check, LevelReached } from "../domain/checks.ts";
import { LEVELS, passes } from "../domain/checks.ts";
import type { Finding } from "../domain/findings.ts";
import type { NodePoolSpec } from "../domain/nodePool.ts";
import type { NodeRef } from "../domain/nodeRef.ts";
import {
  ORCHESTRATIONS,
  type VerifyClusterInput,
  type VerifyClusterResult,
  type VerifyNodesResult,
} from "../domain/orchestrations.ts";
import type { Settled } from "../domain/outcome.ts";
import type { PlannedPool } from "../domain/plannedPool.ts";
import { subInstanceId } from "../domain/progress.ts";
import { chunksOf, NODES_PER_CHUNK } from "../domain/rollout.ts";
import type { NodeVerdict, PoolNodes, VerificationTerms } from "../domain/steps.ts";
import { nodesWanted } from "./awaitNodeStack.ts";
import {
  type Flow,
  type OrchestrationContext,
  registerSubOrchestrator,
  type SubCall,
  step,
  stepAll,
  subAll,
  valueOf,
} from "./durable.ts";
import { faultFinding } from "./faultFinding.ts";

export function registerVerifyCluster(): void {
  registerSubOrchestrator(ORCHESTRATIONS.verifyCluster, verifyCluster);
}

function* verifyCluster(context: OrchestrationContext, input: VerifyClusterInput): Flow<VerifyClusterResult> {
  const { scope, pools, profile } = input;
  const l0 = yield* step(context, "checkPools", { ...scope.run, pools, profile });
  const found = yield* readAllNodes(context, input);
  const calls = pools.map((pool, index) => chunkCalls(input, pool, found[index], l0.checks));
  const chunks = yield* subAll<VerifyNodesResult>(
    context,
    calls.flat().map(({ call }) => call),
  );
  const faults = chunks.flatMap((chunk) => (chunk.ok ? [] : [faultFinding(chunk.fault)]));
  const byPool = groupByPool(calls, chunks);
  const verdicts = byPool.flat();
  const left = chunks.flatMap((chunk) => (chunk.ok ? chunk.value.filter(hasLeft) : []));
  const wanted = pools.map(({ spec }, index) => found[index]?.wanted ?? spec.count);
  const missing = pools.flatMap((pool, index) => missingNodes(pool, wanted[index] ?? 0, byPool[index] ?? []));
  return {
    level: lowestLevel(verdicts, missing.length > 0),
    complete: faults.length === 0,
    ready:
      l0.checks.every(passes) &&
      missing.length === 0 &&
      verdicts.length > 0 &&
      verdicts.every((verdict) => verdict.ready),
    checks: l0.checks,
    pools: pools.map(({ spec }, index) => ({
      name: spec.name,
      vmSize: spec.vmSize,
      wanted: wanted[index] ?? spec.count,
      ready: (byPool[index] ?? []).filter((verdict) => verdict.ready).length,
    })),
    findings: [...l0.findings, ...faults, ...missing, ...[...left, ...verdicts].flatMap((verdict) => verdict.findings)],
  };
}

function* readAllNodes(context: OrchestrationContext, { scope, pools }: VerifyClusterInput): Flow<PoolNodes[]> {
  const inputs = pools.map((pool) => ({ ...scope.run, ...nodesWanted(pool), withNodes: "joined" as const }));
  return (yield* stepAll(context, "readPoolNodes", inputs)).map(valueOf);
}

interface ChunkCall {
  call: SubCall;
  nodes: readonly NodeRef[];
}

function chunkCalls(
  { scope, profile, level }: VerifyClusterInput,
  { spec, expectation }: PlannedPool,
  found: PoolNodes | undefined,
  checks: readonly Check[],
): ChunkCall[] {
  const poolChecks = checks.filter(({ subject }) => subject === undefined || subject === `pool/${spec.name}`);
  const terms: VerificationTerms = { expectation, profile, level, poolChecks };
  return chunksOf(found?.nodes ?? [], NODES_PER_CHUNK).map((nodes, index) => ({
    nodes,
    call: {
      name: ORCHESTRATIONS.verifyNodes,
      instanceId: subInstanceId.verifyNodes(scope.run.preparationId, spec.name, index),
      input: { scope, chunk: `${spec.name}-${index}`, nodes, terms },
    },
  }));
}

/** The results come in one row; each pool gets back those of its own calls, but for nodes that are not there any more. */
function groupByPool(calls: readonly ChunkCall[][], chunks: readonly Settled<VerifyNodesResult>[]): NodeVerdict[][] {
  let next = 0;
  return calls.map((own) =>
    own.flatMap(({ nodes }) => {
      const chunk = chunks[next++];
      return chunk?.ok === true ? chunk.value.filter((verdict) => !hasLeft(verdict)) : nodes.map(unverified);
    }),
  );
}

/** While it was verified. */
function hasLeft({ gone }: NodeVerdict): boolean {
  return gone === "left";
}

/** Its chunk ended with a fault, which is named once. */
function unverified({ name }: NodeRef): NodeVerdict {
  return { name, level: "none", ready: false, findings: [] };
}

/** A pool without nodes shows nothing, even where its autoscaler may empty it. */
function missingNodes({ spec }: PlannedPool, wanted: number, verdicts: readonly NodeVerdict[]): Finding[] {
  if (wanted === 0 && verdicts.length === 0) return [noNodes(spec)];
  if (verdicts.length >= wanted) return [];
  return [
    {
      code: "PoolFailed",
      severity: "fail",
      subject: `pool/${spec.name}`,
      found: `${verdicts.length} nodes are in the cluster, ${wanted} were wanted`,
      action: "Look at the pool's operation in Azure (az aks nodepool show), then run again.",
    },
  ];
}

function noNodes({ name }: NodePoolSpec): Finding {
  return {
    code: "NoNodesMatched",
    severity: "fail",
    subject: `pool/${name}`,
    found: "the pool's autoscaler keeps 0 nodes: there is nothing that could be prepared or verified",
    action: "Ask for autoscale with a min of at least 1, or let something run there, then run again.",
  };
}

function lowestLevel(verdicts: readonly NodeVerdict[], incomplete: boolean): LevelReached {
  if (incomplete || verdicts.length === 0) return "none";
  const order: readonly LevelReached[] = ["none", ...LEVELS];
  return order[Math.min(...verdicts.map((verdict) => order.indexOf(verdict.level)))] ?? "none";
}
