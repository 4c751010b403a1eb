/**
 * vCPU quota: what the new nodes of all pools together take from their family's limit and from the region's. Nodes that
 * AKS adds while it upgrades a pool count too, since a pool that cannot be upgraded is no pool to keep.
 */
import { REGIONAL_QUOTA, type SizeOffer, type VcpuQuota } from "../computeLimits.ts";
import type { Finding } from "../findings.ts";
import type { NewNodes } from "./newNodes.ts";
import { offerOf } from "./sizes.ts";

/** vCPUs that one quota must grant. */
interface Need {
  quota: string;
  pools: string[];
  added: number;
  surge: number;
  later: number;
}

/** A quota that Azure does not list grants nothing. */
export function quotaFindings(
  newNodes: readonly NewNodes[],
  offers: readonly SizeOffer[],
  quotas: readonly VcpuQuota[],
  location: string,
): Finding[] {
  return needsOf(newNodes, offers).flatMap((need) => {
    const quota = quotas.find(({ name }) => isSameName(name, need.quota)) ?? { name: need.quota, used: 0, limit: 0 };
    const left = Math.max(0, quota.limit - quota.used);
    if (need.added + need.surge > left) return [insufficient(need, quota, left, location)];
    return need.added + need.surge + need.later > left ? [tooLittleForMax(need, quota, left, location)] : [];
  });
}

/** One for each family, then the region's. Sizes without an offer have a finding of their own. */
function needsOf(newNodes: readonly NewNodes[], offers: readonly SizeOffer[]): Need[] {
  const families: Need[] = [];
  const region: Need = { quota: REGIONAL_QUOTA, pools: [], added: 0, surge: 0, later: 0 };
  for (const nodes of newNodes) {
    const offer = offerOf(nodes, offers);
    if (offer === undefined) continue;
    let family = families.find(({ quota }) => isSameName(quota, offer.family));
    if (family === undefined) {
      family = { quota: offer.family, pools: [], added: 0, surge: 0, later: 0 };
      families.push(family);
    }
    for (const need of [family, region]) {
      need.pools.push(`${nodes.pool} (${nodes.added} x ${offer.vmSize})`);
      need.added += nodes.added * offer.vCpus;
      need.surge += nodes.surge * offer.vCpus;
      need.later += nodes.later * offer.vCpus;
    }
  }
  return [...families, region];
}

/** Azure's lists do not agree on how they spell a family. */
function isSameName(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

function whatOf({ name }: VcpuQuota, location: string): string {
  return name === REGIONAL_QUOTA ? `vCPUs in all of ${location}` : `${name} vCPUs in ${location}`;
}

/** The pools come about as asked; their autoscalers will meet the limit. */
function tooLittleForMax(need: Need, quota: VcpuQuota, left: number, location: string): Finding {
  const { pools, added, surge, later } = need;
  const wanted = added + surge + later;
  return {
    code: "QuotaInsufficient",
    severity: "warn",
    subject: `quota/${quota.name}`,
    found: `${pools.join(", ")}: at most, with all that the autoscalers may add, ${wanted} ${whatOf(quota, location)}; ${left} left of ${quota.limit}: the nodes that are asked for now fit`,
    action: `Ask for a limit of at least ${quota.used + wanted} before the autoscalers need it (Azure portal, Quotas, Compute, region ${location}), or ask for a smaller max.`,
  };
}

function insufficient({ pools, added, surge }: Need, quota: VcpuQuota, left: number, location: string): Finding {
  const wanted = `${pools.join(", ")}: ${added + surge} ${whatOf(quota, location)} wanted, ${added} for the new nodes and ${surge} for the surge of upgrades`;
  const upgradesOnly = added <= left;
  return {
    code: "QuotaInsufficient",
    severity: "block",
    subject: `quota/${quota.name}`,
    found: `${wanted}; ${left} left of ${quota.limit}${upgradesOnly ? ": the nodes would fit, but their upgrades would fail" : ""}`,
    action: `Ask for a limit of at least ${quota.used + added + surge} (Azure portal, Quotas, Compute, region ${location}), or ask for fewer nodes.${upgradesOnly ? WITHOUT_SURGE : ""}`,
  };
}

const WITHOUT_SURGE =
  " Or let the pool be upgraded without surge: create it yourself so, or change the one that is there (az aks nodepool add or update, --max-surge 0 --max-unavailable 1), and run again.";
