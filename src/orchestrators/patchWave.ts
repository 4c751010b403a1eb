/** patchWave: nodes with workloads, all at once: cordon, patch, uncordon. */
import { ORCHESTRATIONS, type PatchWaveInput, type PatchWaveResult } from "../domain/orchestrations.ts";
import { type Flow, type OrchestrationContext, registerSubOrchestrator } from "./durable.ts";
import { patchNodes } from "./patchNodes.ts";

export function registerPatchWave(): void {
  registerSubOrchestrator(ORCHESTRATIONS.patchWave, patchWave);
}

function* patchWave(context: OrchestrationContext, input: PatchWaveInput): Flow<PatchWaveResult> {
  const { patched, edited, restarted, findings } = yield* patchNodes(context, { ...input, mayDisturb: true });
  return { patched, edited, restarted, findings };
}
