/** What AKS allows of a pool: its name, its values, what may change later. Pure; a refusal is thrown. */
import { badRequest } from "./armError.ts";
import { effectiveOsSku } from "./osImage.ts";
import type { CompletePool, PoolProperties } from "./poolBody.ts";
import type { StoredCluster, StoredPool } from "./state.ts";
import { findVmSize, type VmSize } from "./vmSizes.ts";

export function checkPoolName(name: string): void {
  if (/^[a-z][a-z0-9]{0,11}$/.test(name)) return;
  throw badRequest(
    "InvalidParameter",
    `Agent pool name '${name}' is invalid: it must start with a lower-case letter, hold only lower-case letters and digits, and have at most 12 characters.`,
    "agentPoolName",
  );
}

/** A property left out keeps its value, or takes AKS's default in a new pool; an empty map or list empties. */
export function completePool(
  requested: PoolProperties,
  existing: StoredPool | undefined,
  cluster: StoredCluster,
): CompletePool {
  const vmSize = requested.vmSize ?? existing?.properties.vmSize;
  if (vmSize === undefined) throw badRequest("InvalidParameter", "The value of 'properties.vmSize' is required.");
  const size = knownVmSize(vmSize);
  const pool = {
    ...defaultsFor(size),
    ...existing?.properties,
    ...requested,
    vmSize: size.name,
    orchestratorVersion: chooseVersion(requested.orchestratorVersion, existing, cluster),
  };
  checkRanges(pool);
  checkLabels(pool.nodeLabels ?? {});
  effectiveOsSku(pool.osSKU, pool.orchestratorVersion);
  if (existing !== undefined) checkImmutables(requested, existing.properties);
  return pool;
}

export function knownVmSize(name: string): VmSize {
  const size = findVmSize(name);
  if (size !== undefined) return size;
  throw badRequest("VMSizeNotSupported", `Virtual Machine size: '${name}' is not known.`, "properties.vmSize");
}

/** "1.34" stands for the cluster's own patch version. Upgrades of pools are not simulated, and so refused. */
function chooseVersion(
  requested: string | undefined,
  existing: StoredPool | undefined,
  cluster: StoredCluster,
): string {
  const current = existing?.kubernetesVersion ?? cluster.kubernetesVersion;
  if (requested === undefined || requested === current || current.startsWith(`${requested}.`)) return current;
  throw badRequest(
    "AgentPoolK8sVersionNotSupported",
    `Version ${requested} is not supported: simulated AKS gives agent pool and cluster the same version, here ${current}.`,
    "properties.orchestratorVersion",
  );
}

function defaultsFor(size: VmSize) {
  return {
    count: 1,
    osType: "Linux",
    osSKU: "Ubuntu",
    mode: "User",
    type: "VirtualMachineScaleSets",
    enableAutoScaling: false,
    scaleDownMode: "Delete",
    upgradeSettings: { maxSurge: "10%", maxUnavailable: "0" },
    powerState: { code: "Running" },
    ...(size.gpus > 0 ? { gpuProfile: { driver: "Install" } } : {}),
  } satisfies PoolProperties;
}

function checkRanges(pool: CompletePool): void {
  if (pool.mode === "System" && pool.count < 1) {
    throw badRequest("InvalidParameter", "A system pool needs at least one node.", "properties.count");
  }
  const { enableAutoScaling, minCount, maxCount, count } = pool;
  if (enableAutoScaling !== true) return;
  if (minCount === undefined || maxCount === undefined || minCount > maxCount) {
    throw badRequest("InvalidParameter", "With 'enableAutoScaling', 'minCount' and 'maxCount' must be given in order.");
  }
  if (count < minCount || count > maxCount) {
    throw badRequest("InvalidParameter", `'count' ${count} is outside ${minCount} to ${maxCount}.`, "properties.count");
  }
}

function checkLabels(labels: Record<string, string>): void {
  const reserved = Object.keys(labels).find((key) =>
    /^(.+\.)?(kubernetes\.azure\.com|kubernetes\.io|k8s\.io)\//.test(key),
  );
  if (reserved === undefined) return;
  throw badRequest(
    "InvalidParameter",
    `Label '${reserved}' has a prefix reserved for the system.`,
    "properties.nodeLabels",
  );
}

const IMMUTABLES = {
  "properties.vmSize": (pool: PoolProperties) => pool.vmSize?.toLowerCase(),
  "properties.osType": (pool: PoolProperties) => pool.osType,
  "properties.osSKU": (pool: PoolProperties) => pool.osSKU,
  "properties.type": (pool: PoolProperties) => pool.type,
  "properties.gpuProfile.driver": (pool: PoolProperties) => pool.gpuProfile?.driver,
  "properties.availabilityZones": (pool: PoolProperties) => pool.availabilityZones?.toSorted().join(","),
  "properties.maxPods": (pool: PoolProperties) => pool.maxPods,
  "properties.osDiskType": (pool: PoolProperties) => pool.osDiskType,
  "properties.capacityReservationGroupID": (pool: PoolProperties) => pool.capacityReservationGroupID,
};

function checkImmutables(requested: PoolProperties, existing: PoolProperties): void {
  for (const [path, read] of Object.entries(IMMUTABLES)) {
    const wanted = read(requested);
    if (wanted === undefined || wanted === read(existing)) continue;
    throw badRequest("PropertyChangeNotAllowed", `Changing property '${path}' is not allowed.`, path);
  }
}
