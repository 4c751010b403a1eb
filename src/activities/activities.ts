/** Every step of the contract table with its implementation. */
import type { Settled } from "../domain/outcome.ts";
import type { StepInput, StepName, StepOutput } from "../domain/steps.ts";
import { checkCancellation, stopIfCancelled } from "./cancellation.ts";
import { checkNodes } from "./checkNodes.ts";
import { checkPools } from "./checkPools.ts";
import { checkProofs } from "./checkProofs.ts";
import { removeCordons, uncordonNode } from "./cordons.ts";
import type { ActivityDeps } from "./deps.ts";
import { ensureFeature } from "./ensureFeature.ts";
import { ensureNetworkResources } from "./ensureNetworkResources.ts";
import { ensurePeermemReloader } from "./ensurePeermemReloader.ts";
import { ensureRelease } from "./ensureRelease.ts";
import { ensureUlimitAdjuster } from "./ensureUlimitAdjuster.ts";
import { removeInstallerAccess } from "./installer.ts";
import { ensureNodePool, readNodePool } from "./nodePools.ts";
import { openGates } from "./openGates.ts";
import { closeRun, openRun } from "./openRun.ts";
import { collectPatches, startPatch } from "./patches.ts";
import { planPreparation } from "./planPreparation.ts";
import { collectProbes, startProbe } from "./probes.ts";
import { collectProofs, readFreeDevices, startProof } from "./proofs.ts";
import { readNamedNodes } from "./readNamedNodes.ts";
import { readPoolNodes } from "./readPoolNodes.ts";
import { readStack } from "./readStack.ts";
import { readUlimitAdjuster } from "./readUlimitAdjuster.ts";
import { removeFailedPool } from "./removeFailedPool.ts";
import { saveRecord } from "./saveRecord.ts";
import { settle } from "./settle.ts";
import { noteStackFailure } from "./stackFailure.ts";
import { submitGatedPools } from "./submitGatedPools.ts";

type Implementations = { [N in StepName]: (deps: ActivityDeps, input: StepInput<N>) => Promise<StepOutput<N>> };

const IMPLEMENTATIONS: Implementations = {
  planPreparation,
  openRun,
  closeRun,
  ensureFeature,
  checkCancellation,
  noteStackFailure,
  ensureNodePool,
  submitGatedPools,
  readNodePool,
  removeFailedPool,
  readPoolNodes,
  ensureRelease,
  removeInstallerAccess,
  ensureNetworkResources,
  ensurePeermemReloader,
  ensureUlimitAdjuster,
  readUlimitAdjuster,
  readStack,
  readNamedNodes,
  startProbe,
  collectProbes,
  startPatch,
  collectPatches,
  uncordonNode,
  removeCordons,
  checkPools,
  checkNodes,
  openGates,
  readFreeDevices,
  startProof,
  collectProofs,
  checkProofs,
  saveRecord,
};

/** As they are registered: they take and return JSON, and never throw. */
export type Activities = { [N in StepName]: (input: StepInput<N>) => Promise<Settled<StepOutput<N>>> };

export function createActivities(deps: ActivityDeps): Activities {
  const bound = Object.entries(IMPLEMENTATIONS).map(([name, run]) => {
    const implementation = run as (deps: ActivityDeps, input: unknown) => Promise<unknown>;
    const step = async (input: unknown) => {
      await stopIfCancelled(deps, name as StepName, input as { preparationId?: string });
      return implementation(deps, input);
    };
    return [name, (input: unknown) => settle(name, () => step(input))];
  });
  return Object.fromEntries(bound) as Activities;
}
