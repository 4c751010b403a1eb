/** The NRI plugin that raises the locked-memory limit of pods that ask for it. */
import { ulimitAdjuster } from "../domain/manifests/ulimitAdjuster.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { StepInput } from "../domain/steps.ts";
import type { ActivityDeps } from "./deps.ts";
import { ensureOne } from "./ensureObject.ts";

export async function ensureUlimitAdjuster(
  { clusters }: ActivityDeps,
  { cluster, preparationId, stack }: StepInput<"ensureUlimitAdjuster">,
): Promise<Outcome<null>> {
  return await ensureOne(await clusters.connect(cluster), ulimitAdjuster(stack), preparationId);
}
