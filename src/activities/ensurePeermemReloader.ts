/** nvidia-peermem where AKS brings the driver. */
import { mirrored } from "../domain/images.ts";
import { peermemReloader } from "../domain/manifests/peermemReloader.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { StepInput } from "../domain/steps.ts";
import type { ActivityDeps } from "./deps.ts";
import { ensureOne } from "./ensureObject.ts";

export async function ensurePeermemReloader(
  { clusters, settings }: ActivityDeps,
  { cluster, preparationId, stack, registryPrefix }: StepInput<"ensurePeermemReloader">,
): Promise<Outcome<null>> {
  const reloader = peermemReloader(stack, mirrored(settings.nodeImage, registryPrefix));
  return await ensureOne(await clusters.connect(cluster), reloader, preparationId);
}
