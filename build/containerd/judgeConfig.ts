/**
 * One configuration on one containerd: our decision about NRI against what that containerd does. Every sentence that
 * comes back is a disagreement.
 */
import { dumpEnablesNri } from "../../local/kubernetes/node/scripts/model/dumpEnablesNri.ts";
import { missingImport } from "../../local/kubernetes/node/scripts/model/missingImport.ts";
import { type ContainerdState, decideNri, type NriDecision } from "../../src/domain/containerdConfig.ts";
import type { CorpusConfig } from "../../test/containerd/corpusConfig.ts";
import { CONFIG_PATH, type NodeTexts } from "./containerdRoot.ts";
import { differencesOfDumps, dumpSwitchesNriOn } from "./dumps.ts";
import { editsByHand } from "./editsByHand.ts";
import type { Containerd, Observation } from "./observation.ts";
import { observeSimulated } from "./simulatedContainerd.ts";

export interface Judgement {
  decision: NriDecision;
  observed: Observation;
  /** None: we agree. */
  disagreements: string[];
  /** We refuse what containerd would take, and the corpus says why. */
  isCaution: boolean;
}

export async function judgeConfig(subject: CorpusConfig, containerd: Containerd): Promise<Judgement> {
  const texts = textsOf(subject, subject.config);
  const observed = await containerd.observe(texts);
  const state = stateOf(texts, observed, containerd);
  const decision = decideNri(state);
  const found = [
    ...(await disagreementsOf(decision, subject, containerd, observed)),
    ...disagreementsOfSimulator(texts, observed, decision, state),
  ];
  const isCaution = found.length > 0 && subject.caution !== undefined && decision.kind === "refuse";
  return { decision, observed, isCaution, disagreements: isCaution ? [] : found };
}

async function disagreementsOf(
  decision: NriDecision,
  subject: CorpusConfig,
  containerd: Containerd,
  observed: Observation,
): Promise<string[]> {
  if (observed.dump !== undefined && observed.nri === "notStarted" && subject.cannotStart !== undefined) return [];
  if (decision.kind === "effective") return observed.nri === "listening" ? [] : [`nobody listens: ${observed.remark}`];
  if (observed.nri === "listening" || observed.nri === "unclear") return [`NRI is ${observed.nri}: ${observed.remark}`];
  if (decision.kind === "edit") return disagreementsOfEdit(subject, decision.newConfig, containerd, observed);
  const helpful = await helpfulEdit(subject, containerd, observed);
  return helpful === undefined ? [] : [`this would have been safe: ${helpful}`];
}

/** As a probe of the node would bring it. */
function stateOf(texts: NodeTexts, { dump = "" }: Observation, { version }: Containerd): ContainerdState {
  const isThere = (path: string) => path in texts;
  return { config: texts[CONFIG_PATH] ?? "", dump, version, missingImport: missingImport(dump, isThere) };
}

function textsOf({ files }: CorpusConfig, config: string): NodeTexts {
  return { ...files, [CONFIG_PATH]: config };
}

async function disagreementsOfEdit(
  subject: CorpusConfig,
  newConfig: string,
  containerd: Containerd,
  before: Observation,
): Promise<string[]> {
  const texts = textsOf(subject, newConfig);
  const after = await containerd.observe(texts);
  const state = stateOf(texts, after, containerd);
  const again = decideNri(state);
  if (subject.stopped !== undefined && after.dump !== undefined && !dumpEnablesNri(after.dump)) return [];
  return [
    ...(before.dump === undefined ? [`it was refused before: ${before.remark}`] : []),
    ...disagreementsWithAim(before, after),
    ...(again.kind === "effective" ? [] : [`a second decision says ${again.kind}`]),
    ...disagreementsOfSimulator(texts, after, again, state).map((one) => `after the edit, ${one}`),
  ];
}

/** What a good edit reaches: accepted, NRI on and listening, nothing else changed. */
function disagreementsWithAim(before: Observation, after: Observation): string[] {
  if (after.dump === undefined) return [`it is refused after the edit: ${after.remark}`];
  return [
    ...(dumpSwitchesNriOn(after.dump) ? [] : ["after the edit the dump does not have NRI on"]),
    ...(dumpEnablesNri(after.dump) ? [] : ["after the edit the patch of a node would not be content with the dump"]),
    ...(after.nri === "listening" ? [] : [`after the edit nobody listens: ${after.remark}`]),
    ...differencesOfDumps(before.dump ?? "", after.dump).map((key) => `the edit also changed ${key}`),
  ];
}

/** What a person could have written instead, without harm. */
async function helpfulEdit(
  subject: CorpusConfig,
  containerd: Containerd,
  before: Observation,
): Promise<string | undefined> {
  if (before.dump === undefined) return undefined;
  for (const config of editsByHand(subject.config)) {
    const texts = textsOf(subject, config);
    const dump = await containerd.dump(texts);
    if (dump === undefined || !dumpSwitchesNriOn(dump)) continue;
    const after = await containerd.observe(texts);
    if (disagreementsWithAim(before, after).length === 0) return JSON.stringify(config);
  }
  return undefined;
}

function disagreementsOfSimulator(
  texts: NodeTexts,
  real: Observation,
  decision: NriDecision,
  state: ContainerdState,
): string[] {
  const simulated = observeSimulated(state.version, texts);
  const decided = decideNri({ ...state, dump: simulated.dump ?? "" });
  const words = (one: Observation) => `${one.dump === undefined ? "refused" : "accepted"}, ${one.nri}`;
  if (words(simulated) !== words(real)) {
    return [`simulated containerd: ${words(simulated)} (${simulated.remark}); the real one: ${words(real)}`];
  }
  return decided.kind === decision.kind ? [] : [`simulated containerd's dump leads to ${decided.kind}`];
}
