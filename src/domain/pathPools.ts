/**
 * The pools that a request leaves to us: they follow from its well-lit paths. Pools that exist come first: a path that
 * fits on them costs nothing more. Pure.
 */
import type { Catalog, GpuSize, WellLitPath } from "./catalog.ts";
import type { NodePoolView } from "./nodePool.ts";
import type { RequestedPool } from "./request.ts";

/**
 * The fewest pools that every path fits on, one after the other: one size for all when there is such a size, else one
 * for each path. Of a path that no size supports nothing comes; `pathFindings` tells.
 */
export function poolsForPaths(
  paths: readonly WellLitPath[],
  existing: readonly NodePoolView[],
  catalog: Catalog,
): RequestedPool[] {
  const pool = poolForAll(paths, existing, catalog);
  if (pool !== undefined || paths.length <= 1) return pool === undefined ? [] : [pool];
  const each = paths.flatMap((path) => poolForAll([path], existing, catalog) ?? []);
  return [...new Set(each.map(({ name }) => name))].map((name) => largest(each.filter((one) => one.name === name)));
}

/** Nodes that a size needs for each of the paths in turn; undefined: it does not support them all. */
export function nodesFor(paths: readonly WellLitPath[], size: GpuSize): number | undefined {
  const counts = paths.map((path) => size.paths.find((support) => support.path === path)?.nodes);
  return counts.includes(undefined) ? undefined : Math.max(...counts.map((count) => count ?? 0));
}

function poolForAll(
  paths: readonly WellLitPath[],
  existing: readonly NodePoolView[],
  catalog: Catalog,
): RequestedPool | undefined {
  const fits = catalog.flatMap((size) => {
    const count = nodesFor(paths, size);
    return count === undefined ? [] : [{ size, count }];
  });
  const reused = fits.flatMap(({ size, count }) =>
    existing
      .filter((pool) => pool.vmSize.toLowerCase() === size.vmSize.toLowerCase())
      .map((pool) => aPool(pool.name, size, Math.max(count, pool.count))),
  );
  if (reused.length > 0) return largest(reused);
  const [cheapest] = fits.toSorted((left, right) => gpusOf(left) - gpusOf(right));
  return cheapest && aPool(freeName(cheapest.size, existing), cheapest.size, cheapest.count);
}

/** What is paid for. */
function gpusOf({ size, count }: { size: GpuSize; count: number }): number {
  return size.gpus * count;
}

function aPool(name: string, size: GpuSize, count: number): RequestedPool {
  return { name, vmSize: size.vmSize, count, osSku: "Ubuntu", zones: [], labels: {}, taints: [] };
}

/** "h100", or the next of "h100b", "h100c", ... when a pool of another size has the name. */
function freeName({ gpu }: GpuSize, existing: readonly NodePoolView[]): string {
  const taken = new Set(existing.map(({ name }) => name));
  const name = gpu.toLowerCase();
  const suffix = ["", ..."bcdefghijklmnopqrstuvwxyz"].find((letter) => !taken.has(`${name}${letter}`));
  return `${name}${suffix ?? ""}`;
}

function largest(pools: readonly RequestedPool[]): RequestedPool {
  return pools.reduce((best, pool) => (pool.count > best.count ? pool : best));
}
