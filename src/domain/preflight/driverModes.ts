/** One driver for all GPU pools of a cluster: the GPU operator fights a driver that AKS installed. */
import { type Catalog, findSize } from "../catalog.ts";
import type { Finding } from "../findings.ts";
import { isInstalled, type ReleaseView } from "../helmRelease.ts";
import type { DriverMode, NodePoolView } from "../nodePool.ts";

/** Read from Azure, for every GPU pool of the cluster and not only those of the request. */
export function driverConflicts(pools: readonly NodePoolView[], wanted: DriverMode, catalog: Catalog): Finding[] {
  return pools
    .filter((pool) => isGpuPool(pool, catalog) && (pool.driver ?? "Install") !== wanted)
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .map((pool) => ({
      code: "DriverModeConflict",
      severity: "block",
      subject: `pool/${pool.name}`,
      found: `the pool's GPU driver mode is ${pool.driver ?? "Install"}, this profile needs ${wanted} on every GPU pool`,
      action:
        "Use the other profile for the whole cluster, or delete and recreate the pool with the other driver mode.",
    }));
}

/** Sizes outside the catalogue too: Azure names a driver mode for GPU sizes only. */
function isGpuPool(pool: NodePoolView, catalog: Catalog): boolean {
  return pool.driver !== undefined || findSize(catalog, pool.vmSize) !== undefined;
}

/** The GPU operator would install a second driver over the one that AKS brings. */
export function operatorConflicts(releases: readonly ReleaseView[], wanted: DriverMode): Finding[] {
  const operator = releases.find((release) => release.name === "gpu-operator" && isInstalled(release));
  if (operator === undefined || wanted === "None") return [];
  return [
    {
      code: "DriverModeConflict",
      severity: "block",
      subject: "release/gpu-operator",
      found: `the GPU operator ${operator.chartVersion} is installed, this profile leaves the driver to AKS`,
      action: "Use the self-managed profile, or uninstall the GPU operator first.",
    },
  ];
}
