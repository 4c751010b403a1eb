/** The subscription's InfiniBand feature: asked for when it is not there, and looked at until Azure has it. */

import { featureStanding, INFINIBAND_FEATURE } from "../domain/infinibandFeature.ts";
import { done, failed, type Outcome, waiting } from "../domain/outcome.ts";
import { infinibandFindings } from "../domain/preflight/infiniband.ts";
import type { StepInput } from "../domain/steps.ts";
import type { ActivityDeps } from "./deps.ts";

/** Idempotent. AKS is told once the feature is there: it looks at a subscription's features seldom. */
export async function ensureFeature(
  { azure }: ActivityDeps,
  { cluster, register }: StepInput<"ensureFeature">,
): Promise<Outcome<null>> {
  const { subscriptionId } = cluster;
  const state = await azure.readFeature(subscriptionId, INFINIBAND_FEATURE);
  const standing = featureStanding(state);
  if (standing === "registered") {
    if (register) await azure.refreshProvider(subscriptionId);
    return done(null, register);
  }
  if (standing === "absent") {
    const [refused] = infinibandFindings(state, register);
    if (!register && refused !== undefined) return failed({ ...refused, severity: "fail" });
    await azure.registerFeature(subscriptionId, INFINIBAND_FEATURE);
  }
  return waiting(`${INFINIBAND_FEATURE} is ${standing === "absent" ? "being registered" : state}`);
}
