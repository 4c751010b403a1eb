/** The gate rests on a preview of AKS, which a subscription has to be registered for. */
import type { Finding } from "../findings.ts";
import { GATE_FEATURE } from "../gate.ts";
import type { Inventory } from "../inventory.ts";

export function gateFindings({ gateFeature }: Inventory): Finding[] {
  if (gateFeature === undefined || gateFeature === "Registered") return [];
  return [
    {
      code: "FeatureNotRegistered",
      severity: "block",
      subject: "subscription",
      found: `gate is asked for, and feature Microsoft.ContainerService/${GATE_FEATURE} is ${gateFeature}: AKS refuses taints for new nodes without it`,
      action: `Register it (az feature register --namespace Microsoft.ContainerService --name ${GATE_FEATURE}), wait until it is Registered, then az provider register --namespace Microsoft.ContainerService and run again; or ask without gate.`,
    },
  ];
}
