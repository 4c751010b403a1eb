/** The NRI plugin that raises the locked-memory limit of pods that ask for it. */
import type { KubernetesPort } from "../clients/ports.ts";
import { AKS, LABELS } from "../domain/labels.ts";
import { ulimitAdjuster } from "../domain/manifests/ulimitAdjuster.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { StepInput } from "../domain/steps.ts";
import type { ActivityDeps } from "./deps.ts";
import { ensureOne } from "./ensureObject.ts";

export async function ensureUlimitAdjuster(
  { clusters }: ActivityDeps,
  { cluster, preparationId, stack, nodes = [] }: StepInput<"ensureUlimitAdjuster">,
): Promise<Outcome<null>> {
  const kubernetes = await clusters.connect(cluster);
  await Promise.all(nodes.map((name) => ensureServed(kubernetes, name)));
  return await ensureOne(kubernetes, ulimitAdjuster(stack), preparationId);
}

/** A label of the node, so that naming one node takes nothing away from those named before. */
async function ensureServed(kubernetes: KubernetesPort, name: string): Promise<void> {
  const ref = { apiVersion: "v1", kind: "Node", name };
  const { labels = {} } = (await kubernetes.read(ref))?.metadata ?? {};
  if (labels[AKS.accelerator] === "nvidia" || labels[LABELS.ulimitAdjuster] === "true") return;
  await kubernetes.mergePatch(ref, { metadata: { labels: { [LABELS.ulimitAdjuster]: "true" } } });
}
