/** Versions that are not known to work together, and charts that would go back behind what is installed. */
import type { Finding } from "../findings.ts";
import { isInstalled, newestRevision, type ReleaseSpec, type ReleaseView } from "../helmRelease.ts";
import type { StackSpec } from "../stack.ts";
import { compareVersions, DOCA_DRIVERS, TOOLKITS, VERSION_SETS, withoutV } from "../versions.ts";

/** Only what the stack installs is judged. */
export function versionFindings(stack: StackSpec, installed: readonly ReleaseView[]): Finding[] {
  return [
    ...(stack.rdma ? [...driverPair(stack), ...pluginPair(stack)] : []),
    ...(stack.gpuOperator ? toolkitGeneration(stack) : []),
    ...stack.releases.flatMap((release) => downgrade(release, installed)),
  ];
}

function driverPair({ versions: { networkOperator, docaDriver } }: StackSpec): Finding[] {
  if (DOCA_DRIVERS[withoutV(networkOperator)] === docaDriver) return [];
  const pairs = Object.entries(DOCA_DRIVERS).map(([operator, driver]) => `v${operator} with ${driver}`);
  return [
    incompatible(
      "release/network-operator",
      `network operator ${networkOperator} with DOCA driver ${docaDriver} is not a pair that is known to work`,
      `Known pairs: ${pairs.join(", ")}.`,
    ),
  ];
}

/** Its own releases (v1.5.3) go with any operator; those that are named after one go with that one. */
function pluginPair({ versions: { networkOperator, rdmaSharedDevicePlugin } }: StackSpec): Finding[] {
  const [, partner] = /^network-operator-(.+)$/.exec(rdmaSharedDevicePlugin) ?? [];
  if (partner === undefined || withoutV(partner) === withoutV(networkOperator)) return [];
  return [
    incompatible(
      "release/network-operator",
      `network operator ${networkOperator} with the RDMA shared device plugin of another release, ${rdmaSharedDevicePlugin}`,
      `Ask for network-operator-v${withoutV(networkOperator)}, or for ${VERSION_SETS["guide-2026-06"].rdmaSharedDevicePlugin}.`,
    ),
  ];
}

function toolkitGeneration({ versions: { gpuOperator } }: StackSpec): Finding[] {
  const series = withoutV(gpuOperator).split(".").slice(0, 2).join(".");
  if (TOOLKITS[series] !== undefined) return [];
  const known = Object.entries(TOOLKITS).map(([operator, toolkit]) => `${operator} (toolkit ${toolkit})`);
  return [
    incompatible(
      "release/gpu-operator",
      `GPU operator ${gpuOperator}: what its container toolkit does to containerd's configuration is not known`,
      `Known series: ${known.join(", ")}.`,
    ),
  ];
}

/** Helm would do it, and leave the newer kinds behind and reload drivers under workloads: a person must want that. */
function downgrade(wanted: ReleaseSpec, installed: readonly ReleaseView[]): Finding[] {
  const found = newestRevision(installed, wanted);
  if (found === undefined || !isInstalled(found)) return [];
  const difference = compareVersions(wanted.version, found.chartVersion);
  if (difference === undefined || difference >= 0) return [];
  return [
    incompatible(
      `release/${wanted.name}`,
      `${found.chartVersion} is installed, ${wanted.version} was asked for: a release is never taken back to an older version`,
      `Ask for a set or version that is not older, or uninstall the release first (helm uninstall ${wanted.name} -n ${wanted.namespace}).`,
    ),
  ];
}

function incompatible(subject: string, found: string, action: string): Finding {
  const sets = Object.entries(VERSION_SETS).map(
    ([name, { networkOperator, docaDriver, gpuOperator }]) =>
      `${name} (network operator ${networkOperator}, ${docaDriver}, GPU operator ${gpuOperator})`,
  );
  return {
    code: "VersionIncompatible",
    severity: "block",
    subject,
    found,
    action: `${action} Known-good sets: ${sets.join("; ")}.`,
  };
}
