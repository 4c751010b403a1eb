/** Nodes with workloads, a few at a time; the first failure stops the rollout, so that no more workloads are disturbed for nothing. */
import type { Finding } from "../domain/findings.ts";
import type { PatchWaveResult } from "../domain/orchestrations.ts";
import { chunksOf, stopsRollout } from "../domain/rollout.ts";
import type { PatchDecision } from "../domain/steps.ts";
import type { Flow } from "./durable.ts";

export interface PatchInWaves {
  decisions: readonly PatchDecision[];
  /** How many nodes may be disturbed at once. */
  size: number;
  /** What has failed on other nodes already: no wave begins then. */
  stoppedBy: Finding | undefined;
  /** Ends when none of the wave's nodes is disturbed any more. */
  patchWave(wave: PatchDecision[], index: number): Flow<PatchWaveResult>;
}

export function* patchInWaves({ decisions, size, stoppedBy, patchWave }: PatchInWaves): Flow<PatchWaveResult> {
  const results: PatchWaveResult[] = [];
  let cause = stoppedBy;
  for (const [index, wave] of chunksOf(decisions, size).entries()) {
    // Whoever cancelled has nothing to mend on the nodes that are left.
    if (cause?.code === "Cancelled") break;
    const result = cause === undefined ? yield* patchWave(wave, index) : notAttempted(wave, cause);
    results.push(result);
    cause ??= result.findings.find(stopsRollout);
  }
  return sumOfWaves(results);
}

export function sumOfWaves(results: readonly PatchWaveResult[]): PatchWaveResult {
  return {
    patched: results.reduce((total, { patched }) => total + patched, 0),
    edited: results.reduce((total, { edited }) => total + edited, 0),
    restarted: results.flatMap(({ restarted }) => restarted),
    findings: results.flatMap(({ findings }) => findings),
  };
}

function notAttempted(wave: readonly PatchDecision[], { subject }: Finding): PatchWaveResult {
  const findings = wave.map(({ node }) => ({
    code: "NriPatchFailed" as const,
    severity: "fail" as const,
    subject: `node/${node.name}`,
    found: `not attempted: the rollout stopped at ${subject}; nothing was changed on the node`,
    action: `Mend ${subject} first, then run again.`,
  }));
  return { patched: 0, edited: 0, restarted: [], findings };
}
