/** Whether the pools of a request can serve the well-lit paths that it names (guide-aks.md, the table of sizes). */
import type { Catalog, WellLitPath } from "../catalog.ts";
import type { Finding } from "../findings.ts";
import { nodesFor } from "../pathPools.ts";
import type { PlannedPool } from "../plannedPool.ts";
import { hostsOf, type PathHost } from "../wellLitPaths.ts";

export function pathFindings(
  paths: readonly WellLitPath[],
  pools: readonly PlannedPool[],
  catalog: Catalog,
): Finding[] {
  return [...new Set(paths)].flatMap((path) => {
    const hosts = hostsOf(path, pools, catalog);
    if (hosts.length === 0) return [unsupported(path, pools, catalog)];
    if (hosts.some(isLargeEnough)) return [];
    const total = hosts.reduce((sum, { pool }) => sum + mostNodes(pool), 0);
    const needed = Math.min(...hosts.map(({ nodes }) => nodes));
    return [total < needed ? tooFew(path, hosts, needed) : spansPools(path, hosts, needed)];
  });
}

function isLargeEnough({ pool, nodes }: PathHost): boolean {
  return mostNodes(pool) >= nodes;
}

function mostNodes({ spec }: PlannedPool): number {
  return spec.autoscale?.max ?? spec.count;
}

function unsupported(path: WellLitPath, pools: readonly PlannedPool[], catalog: Catalog): Finding {
  const sizes = [...new Set(pools.map(({ spec }) => spec.vmSize))].join(", ");
  const supported = catalog.flatMap((size) => {
    const nodes = nodesFor([path], size);
    return nodes === undefined ? [] : [`${nodes} x ${size.vmSize}`];
  });
  return {
    code: "PathUnsupportedSize",
    severity: "block",
    subject: `path/${path}`,
    found: sizes === "" ? "no size of the catalogue supports it" : `none of the pools' sizes supports it: ${sizes}`,
    action: `Ask for a pool of ${supported.join(", or of ")}, or leave the path out.`,
  };
}

function tooFew(path: WellLitPath, hosts: readonly PathHost[], needed: number): Finding {
  return {
    code: "PathNodeCount",
    severity: "block",
    subject: `path/${path}`,
    found: `it needs ${needed} nodes in one pool; there will be ${countsOf(hosts)}`,
    action: `Ask for a pool of at least ${needed} nodes.`,
  };
}

/** InfiniBand partitions end at a scale set, and a pool is one (peers.md, section 4, 14). */
function spansPools(path: WellLitPath, hosts: readonly PathHost[], needed: number): Finding {
  return {
    code: "PathSpansPools",
    severity: "warn",
    subject: `path/${path}`,
    found: `it needs ${needed} nodes, and only several pools together have them: ${countsOf(hosts)}; nodes of different pools have no InfiniBand between them`,
    action: `Ask for one pool of at least ${needed} nodes.`,
  };
}

function countsOf(hosts: readonly PathHost[]): string {
  return hosts.map(({ pool }) => `${mostNodes(pool)} in pool ${pool.spec.name}`).join(", ");
}
