/** Probing nodes and deciding what each needs. */
import type { KubernetesPort } from "../clients/ports.ts";
import { decideNri, obstacleToRestart } from "../domain/containerdConfig.ts";
import { sha256 } from "../domain/hash.ts";
import { newConfigMap, newConfigName } from "../domain/manifests/nodePod.ts";
import type { NodeRef } from "../domain/nodeRef.ts";
import { nriStateOf } from "../domain/nriState.ts";
import { hasConfigFile } from "../domain/probeLog.ts";
import type { NodeDecision, PendingNode, ProbedNri, StepInput, StepOutput } from "../domain/steps.ts";
import type { ActivityDeps } from "./deps.ts";
import { createNodePod } from "./nodePods.ts";
import { goneOf } from "./nodePresence.ts";
import { type ProbedNode, readProbes } from "./probedNodes.ts";

/** A pod that was lost may have been lost with its node: a second one would run on another machine of that name. */
export async function startProbe(
  deps: ActivityDeps,
  input: StepInput<"startProbe">,
): Promise<StepOutput<"startProbe">> {
  const kubernetes = await deps.clusters.connect(input.cluster);
  const gone = input.attempt > 1 ? await goneOf(kubernetes, input.node) : undefined;
  if (gone !== undefined) return { gone };
  await createNodePod(kubernetes, deps, input, { script: "probe.sh", env: {} });
  return {};
}

/** Idempotent: the same probes give the same decisions and the same ConfigMaps. */
export async function collectProbes(
  { clusters }: ActivityDeps,
  input: StepInput<"collectProbes">,
): Promise<StepOutput<"collectProbes">> {
  const kubernetes = await clusters.connect(input.cluster);
  const { pending, probed } = await readProbes(kubernetes, input);
  const results = probed.flatMap((probe) => decide(probe, input.preparationId) ?? []);
  await createNewConfigs(kubernetes, input, results);
  const unclear = probed.filter(({ texts }) => texts === undefined).map(({ node }) => garbled(node));
  return { pending: [...pending, ...unclear], results: results.map(({ decision }) => decision) };
}

/** Also when somebody changed the file while it was read: another look finds it whole. */
function garbled(node: NodeRef): PendingNode {
  return { node, reason: "its probe's log does not match its facts: cut, or changed while it was read", lost: true };
}

interface Decided {
  decision: NodeDecision;
  /** For a patch. */
  newConfig?: string;
}

/** Undefined: nothing can be decided from this probe. */
function decide({ node, facts, texts }: ProbedNode, preparationId: string): Decided | undefined {
  if (texts === undefined) return undefined;
  const probed: ProbedNri = { node, nri: nriStateOf(facts, texts.dump) };
  const nri = decideNri({ ...texts, version: facts.containerdVersion, missingImport: facts.missingImport });
  if (nri.kind === "effective" && facts.nriListening) return { decision: { ...probed, kind: "effective" } };
  if (!hasConfigFile(facts)) return { decision: refused(probed, NO_FILE.found, NO_FILE.action) };
  const refusal = nri.kind === "refuse" ? nri : obstacleToRestart(facts);
  if (refusal !== undefined) return { decision: refused(probed, refusal.reason, refusal.action) };
  // Effective by its file, but nothing listens: containerd was not restarted since, and the file stays.
  const newConfig = nri.kind === "edit" ? nri.newConfig : texts.config;
  const newSha256 = sha256(newConfig);
  const configMap = newConfigName(preparationId, newSha256);
  return { newConfig, decision: { ...probed, kind: "patch", oldSha256: facts.configSha256, newSha256, configMap } };
}

const NO_FILE = {
  found: "/etc/containerd/config.toml is missing, or is a link: only a file can be replaced without risk",
  action: "Put a regular file there (containerd config default writes one), restart containerd, and run again.",
};

function refused(probed: ProbedNri, found: string, action: string): NodeDecision {
  const subject = `node/${probed.node.name}`;
  return { ...probed, kind: "refused", finding: { code: "NriUnsafeConfig", severity: "fail", subject, found, action } };
}

/** One ConfigMap for each distinct new file. */
async function createNewConfigs(
  kubernetes: KubernetesPort,
  { owner, preparationId }: StepInput<"collectProbes">,
  results: readonly Decided[],
): Promise<void> {
  const texts = new Map(
    results.flatMap(({ newConfig }) => (newConfig === undefined ? [] : [[sha256(newConfig), newConfig] as const])),
  );
  for (const [hash, text] of texts) {
    await kubernetes.create(newConfigMap(owner, preparationId, hash, Buffer.from(text, "utf8").toString("base64")));
  }
}
