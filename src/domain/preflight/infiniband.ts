/** The subscription's InfiniBand feature, before a node is created that would be without it for good. */
import type { Finding } from "../findings.ts";
import { featureStanding, INFINIBAND_FEATURE } from "../infinibandFeature.ts";

/** `state`: undefined when no new node needs it. */
export function infinibandFindings(state: string | undefined, mayRegister: boolean): Finding[] {
  const standing = state === undefined ? "registered" : featureStanding(state);
  if (standing === "registered") return [];
  if (standing === "underway") return [finding("warn", `${INFINIBAND_FEATURE} is ${state}: node pools wait for it`)];
  if (mayRegister)
    return [finding("warn", `${INFINIBAND_FEATURE} is ${state}: it is registered first, which takes some 15 minutes`)];
  return [finding("block", `${INFINIBAND_FEATURE} is ${state}: nodes that are created now would have no InfiniBand`)];
}

function finding(severity: Finding["severity"], found: string): Finding {
  return {
    code: "FeatureNotRegistered",
    severity,
    subject: "subscription",
    found,
    action:
      severity === "warn"
        ? "Nothing; az feature show tells how far it is."
        : `Allow it (allow.registerFeature), or register it yourself (az feature register --namespace Microsoft.ContainerService --name ${INFINIBAND_FEATURE}, then az provider register --namespace Microsoft.ContainerService) and run again.`,
  };
}
