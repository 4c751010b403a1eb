/** Whether the region sells a size to this subscription, in the zones that are asked for. */
import type { SizeOffer, SizeRestriction } from "../computeLimits.ts";
import type { Finding } from "../findings.ts";
import type { NewNodes } from "./newNodes.ts";

/** `offers`: of every size that `newNodes` have, unless the region lacks it. */
export function sizeFindings(newNodes: readonly NewNodes[], offers: readonly SizeOffer[], location: string): Finding[] {
  return newNodes.flatMap((nodes) => {
    const offer = offerOf(nodes, offers);
    if (offer === undefined) return [notOffered(nodes, location)];
    const barred = offer.restrictions.find(({ zones }) => zones === undefined);
    if (barred !== undefined) return [restricted(nodes, location, barred)];
    const missing = nodes.zones.filter((zone) => !offer.zones.includes(zone));
    return [
      ...(missing.length === 0 ? [] : [notOffered(nodes, zonesOf(location, missing), offer.zones)]),
      ...offer.restrictions.flatMap((restriction) => restrictedZones(nodes, location, restriction)),
    ];
  });
}

/** Azure compares size names without regard to case. */
export function offerOf({ vmSize }: NewNodes, offers: readonly SizeOffer[]): SizeOffer | undefined {
  return offers.find((offer) => offer.vmSize.toLowerCase() === vmSize.toLowerCase());
}

/** A pool without zones is placed by Azure, and not where the size is restricted. */
function restrictedZones(nodes: NewNodes, location: string, restriction: SizeRestriction): Finding[] {
  const zones = nodes.zones.filter((zone) => restriction.zones?.includes(zone));
  return zones.length === 0 ? [] : [restricted(nodes, zonesOf(location, zones), restriction)];
}

function notOffered({ pool, vmSize }: NewNodes, where: string, zones: readonly string[] = []): Finding {
  const elsewhere = zones.length === 0 ? "" : `, but in zone ${zones.join(", ")}`;
  return {
    code: "SkuNotOffered",
    severity: "block",
    subject: `pool/${pool}`,
    found: `Azure does not offer ${vmSize} in ${where}${elsewhere}`,
    action: `Choose a size that is offered there, or other zones or another region for ${vmSize} (az vm list-skus --all --size ${vmSize}).`,
  };
}

function restricted({ pool, vmSize }: NewNodes, where: string, { reasonCode }: SizeRestriction): Finding {
  return {
    code: "SkuRestricted",
    severity: "block",
    subject: `pool/${pool}`,
    found: `this subscription may not use ${vmSize} in ${where}: ${reasonCode}`,
    action: `${REMEDIES[reasonCode] ?? REMEDY} Or choose another size, zone or region.`,
  };
}

const REMEDY = "Ask Azure support for access (Azure portal, Quotas, Compute, New support request).";

const REMEDIES: Record<string, string> = {
  QuotaId: "The subscription's offer does not include the size: use a subscription of another kind.",
};

function zonesOf(location: string, zones: readonly string[]): string {
  return `zone ${zones.join(", ")} of ${location}`;
}
