/** Every step of the contract table with its implementation. */
import type { Settled } from "../domain/outcome.ts";
import type { StepInput, StepName, StepOutput } from "../domain/steps.ts";
import { checkCancellation, stopIfCancelled } from "./cancellation.ts";
import { sayInChat } from "./chat.ts";
import { checkNodes } from "./checkNodes.ts";
import { checkPools } from "./checkPools.ts";
import { checkProofs } from "./checkProofs.ts";
import { removeCordons, uncordonNode } from "./cordons.ts";
import type { StarterDeps } from "./deps.ts";
import { ensureFeature } from "./ensureFeature.ts";
import { ensureNetworkResources } from "./ensureNetworkResources.ts";
import { ensurePeermemReloader } from "./ensurePeermemReloader.ts";
import { ensureRelease } from "./ensureRelease.ts";
import { ensureUlimitAdjuster } from "./ensureUlimitAdjuster.ts";
import { removeInstallerAccess } from "./installer.ts";
import { ensureNodePool, readNodePool } from "./nodePools.ts";
import { giveUpNotice, readTurn, sendNotice, startNotifying } from "./notify.ts";
import { openGates } from "./openGates.ts";
import { closeRun, openRun } from "./openRun.ts";
import { collectPatches, startPatch } from "./patches.ts";
import { planPreparation } from "./planPreparation.ts";
import { planVerification } from "./planVerification.ts";
import { collectProbes, startProbe } from "./probes.ts";
import { collectProofs, readFreeDevices, startProof } from "./proofs.ts";
import { readNamedNodes } from "./readNamedNodes.ts";
import { readPoolNodes } from "./readPoolNodes.ts";
import { readStack } from "./readStack.ts";
import { readUlimitAdjuster } from "./readUlimitAdjuster.ts";
import { removeFailedPool } from "./removeFailedPool.ts";
import { saveRecord } from "./saveRecord.ts";
import { saveVerification } from "./saveVerification.ts";
import { acceptVerification, listScheduled } from "./scheduledVerifications.ts";
import { settle } from "./settle.ts";
import { noteStackFailure } from "./stackFailure.ts";
import { submitGatedPools } from "./submitGatedPools.ts";

type Implementations = { [N in StepName]: (deps: StarterDeps, input: StepInput<N>) => Promise<StepOutput<N>> };

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
  startNotifying,
  sayInChat,
  readTurn,
  sendNotice,
  giveUpNotice,
  listScheduled,
  acceptVerification,
  planVerification,
  saveVerification,
  saveRecord,
};

export const STEP_NAMES = Object.keys(IMPLEMENTATIONS) as StepName[];

/** These begin orchestrations of their own, or ask whether others go on, and are registered with the durable client. */
export const STARTER_STEPS: ReadonlySet<StepName> = new Set<StepName>(["startNotifying", "acceptVerification"]);

/** As they are registered: they take and return JSON, and never throw. */
export type Activities = { [N in StepName]: (input: StepInput<N>) => Promise<Settled<StepOutput<N>>> };

export function createActivities(deps: StarterDeps): Activities {
  const bound = STEP_NAMES.map((name) => [name, (input: StepInput<StepName>) => runStep(name, deps, input)]);
  return Object.fromEntries(bound) as Activities;
}

export function runStep<N extends StepName>(
  name: N,
  deps: StarterDeps,
  input: StepInput<N>,
): Promise<Settled<StepOutput<N>>> {
  const run = IMPLEMENTATIONS[name] as (deps: StarterDeps, input: StepInput<N>) => Promise<StepOutput<N>>;
  return settle(name, async () => {
    await stopIfCancelled(deps, name, input as { preparationId?: string });
    return run(deps, input);
  });
}
