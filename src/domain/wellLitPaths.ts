/** What the well-lit paths of a request run on, and what their users must add there. */
import { type Catalog, findSize, type WellLitPath } from "./catalog.ts";
import type { PlannedPool } from "./plannedPool.ts";

/** What a path runs on, and what its user must add there. */
export interface PlannedPath {
  path: WellLitPath;
  /** Those whose size supports it. */
  pools: string[];
  /** That it needs at least. */
  nodes: number;
  /** "Standard_ND96isr_H100_v5: start vLLM with --max-model-len=4500". */
  notes: string[];
}

export function plannedPaths(
  paths: readonly WellLitPath[],
  pools: readonly PlannedPool[],
  catalog: Catalog,
): PlannedPath[] {
  return [...new Set(paths)].map((path) => {
    const hosts = hostsOf(path, pools, catalog);
    const notes = hosts.flatMap(({ pool, note }) => (note === undefined ? [] : [`${pool.spec.vmSize}: ${note}`]));
    return {
      path,
      pools: hosts.map(({ pool }) => pool.spec.name),
      nodes: Math.min(...hosts.map(({ nodes }) => nodes), ...(hosts.length === 0 ? [0] : [])),
      notes: [...new Set(notes)],
    };
  });
}

/** A pool whose size supports the path, and how many of its nodes the path takes. */
export interface PathHost {
  pool: PlannedPool;
  nodes: number;
  note?: string;
}

export function hostsOf(path: WellLitPath, pools: readonly PlannedPool[], catalog: Catalog): PathHost[] {
  return pools.flatMap((pool) => {
    const size = findSize(catalog, pool.spec.vmSize);
    const support = size?.paths.find((candidate) => candidate.path === path);
    if (support === undefined) return [];
    return [{ pool, nodes: support.nodes, ...(support.note === undefined ? {} : { note: support.note }) }];
  });
}
