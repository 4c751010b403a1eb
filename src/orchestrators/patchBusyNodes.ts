/**
 * The nodes of all pools that run workloads, in waves over the whole request. By then the nodes without workloads are
 * done: whatever went wrong at the edit of one of them keeps these from being disturbed.
 */
import type { Finding } from "../domain/findings.ts";
import {
  ORCHESTRATIONS,
  type PartResult,
  type PatchWaveResult,
  type PreparePoolResult,
  type RunScope,
} from "../domain/orchestrations.ts";
import { subInstanceId, type WaveProgress } from "../domain/progress.ts";
import { chunksOf, NODES_PER_CHUNK, waveSize } from "../domain/rollout.ts";
import type { PatchDecision } from "../domain/steps.ts";
import { type Flow, type OrchestrationContext, settle, step, subAll } from "./durable.ts";
import { faultFinding } from "./faultFinding.ts";
import { PartNotes, runPart } from "./partNotes.ts";
import { patchInWaves, sumOfWaves } from "./patchInWaves.ts";
import { timed } from "./timed.ts";

export interface PatchBusyNodes {
  scope: RunScope;
  pools: readonly PreparePoolResult[];
  maxUnavailable: number | string;
  /** Told after each wave, pool by pool. */
  report(waves: WaveProgress[]): void;
}

export function* patchBusyNodes(context: OrchestrationContext, input: PatchBusyNodes): Flow<PartResult> {
  const notes = new PartNotes();
  const busy = input.pools.flatMap((pool) => pool.busy);
  if (busy.length === 0) return notes.result();
  const waves = timed(context, notes.timings, "patchBusyNodes", "cluster", patchAll(context, input, busy, notes));
  return yield* runPart("cluster", notes, waves);
}

function* patchAll(
  context: OrchestrationContext,
  { scope, pools, maxUnavailable, report }: PatchBusyNodes,
  decisions: readonly PatchDecision[],
  notes: PartNotes,
): Flow<void> {
  const progress = new WaveCounts(decisions);
  report(progress.byPool);
  const nodes = pools.reduce((total, pool) => total + pool.nodes, 0);
  const total = yield* patchInWaves({
    decisions,
    size: waveSize(maxUnavailable, nodes),
    stoppedBy: pools.flatMap(({ stoppedBy }) => stoppedBy ?? [])[0],
    *patchWave(wave, index) {
      const result = yield* patchOneWave(context, scope, wave, index);
      progress.note(wave, result.findings);
      report(progress.byPool);
      return result;
    },
  });
  notes.changed({ nodes: total.edited });
  notes.found(...total.findings);
}

/** In parts, so that no orchestration's history grows with the size of a wave. Once begun, a wave is finished. */
function* patchOneWave(
  context: OrchestrationContext,
  scope: RunScope,
  wave: readonly PatchDecision[],
  index: number,
): Flow<PatchWaveResult> {
  const mayBegin = yield* settle("checkCancellation", step(context, "checkCancellation", scope.run));
  if (!mayBegin.ok) return unfinished(faultFinding(mayBegin.fault));
  const calls = chunksOf(wave, NODES_PER_CHUNK).map((decisions, part) => ({
    name: ORCHESTRATIONS.patchWave,
    instanceId: subInstanceId.wave(scope.run.preparationId, index, part),
    input: { scope, chunk: `busy-${index}-${part}`, decisions },
  }));
  const parts = yield* subAll<PatchWaveResult>(context, calls);
  return sumOfWaves(parts.map((part) => (part.ok ? part.value : unfinished(faultFinding(part.fault)))));
}

function unfinished(finding: Finding): PatchWaveResult {
  return { patched: 0, edited: 0, restarted: [], findings: [finding] };
}

/** How far the waves have come in each pool: what a wave did not complain about is in order. */
class WaveCounts {
  byPool: WaveProgress[];

  constructor(decisions: readonly PatchDecision[]) {
    const pools = Map.groupBy(decisions, ({ node }) => node.pool);
    this.byPool = [...pools].map(([pool, own]) => ({ pool, prepared: 0, failed: 0, left: own.length }));
  }

  note(wave: readonly PatchDecision[], findings: readonly Finding[]): void {
    const inTrouble = new Set(findings.filter(({ severity }) => severity === "fail").map(({ subject }) => subject));
    const gone = new Set(findings.filter(({ severity }) => severity === "warn").map(({ subject }) => subject));
    const hasFailed = ({ node }: PatchDecision) => inTrouble.has(`node/${node.name}`) || inTrouble.has("cluster");
    this.byPool = this.byPool.map((counts) => {
      const own = wave.filter(({ node }) => node.pool === counts.pool);
      const failed = own.filter(hasFailed).length;
      return {
        pool: counts.pool,
        prepared: counts.prepared + own.filter(({ node }) => !gone.has(`node/${node.name}`)).length - failed,
        failed: counts.failed + failed,
        left: counts.left - own.length,
      };
    });
  }
}
