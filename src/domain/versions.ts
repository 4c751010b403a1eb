/**
 * Known-good sets of versions that belong together (facts-azure-kubernetes.md, section D). A request names a set; single
 * versions can be overridden only within the pairs that are known to work.
 */
export interface VersionSet {
  /** Chart versions. */
  networkOperator: string;
  gpuOperator: string;
  devicePlugin: string;
  /** DOCA-OFED driver container, matched to the network operator. */
  docaDriver: string;
  rdmaSharedDevicePlugin: string;
  ulimitAdjuster: string;
}

export const VERSION_SETS = {
  /** The guide's own pins, June 2026. */
  "guide-2026-06": {
    networkOperator: "v25.7.0",
    gpuOperator: "v25.3.4",
    devicePlugin: "0.17.4",
    docaDriver: "doca3.1.0-25.07-0.9.7.0-0",
    rdmaSharedDevicePlugin: "v1.5.3",
    ulimitAdjuster: "v0.10.0",
  },
  /** Azure's RDMA guide in the summer of 2026; the plugins are those that the two operators bring themselves. */
  "azure-2026-08": {
    networkOperator: "v26.4.0",
    gpuOperator: "v26.3.3",
    devicePlugin: "0.19.3",
    docaDriver: "doca3.4.0-26.04-0.8.6.0-0",
    rdmaSharedDevicePlugin: "network-operator-v26.4.0",
    ulimitAdjuster: "v0.10.0",
  },
} as const satisfies Record<string, VersionSet>;

export type VersionSetName = keyof typeof VERSION_SETS;

export const versionSetNames = Object.keys(VERSION_SETS) as [VersionSetName, ...VersionSetName[]];

export const DEFAULT_VERSION_SET: VersionSetName = "guide-2026-06";

/** A set, and what is to differ from it. */
export type VersionChoice = { set: VersionSetName } & { [N in keyof VersionSet]?: string | undefined };

export function chosenVersions({ set, ...overrides }: VersionChoice): VersionSet {
  const given = Object.entries(overrides).filter(([, version]) => version !== undefined);
  return { ...VERSION_SETS[set], ...(Object.fromEntries(given) as Partial<VersionSet>) };
}

/** Each network operator with the driver of its own release (hack/release.yaml of Mellanox/network-operator, by tag). */
export const DOCA_DRIVERS: Readonly<Record<string, string>> = {
  "25.7.0": "doca3.1.0-25.07-0.9.7.0-0",
  "25.10.0": "doca3.2.0-25.10-1.2.8.0-2",
  "26.1.0": "doca3.3.0-26.01-1.0.0.0-0",
  "26.1.1": "doca3.3.0-26.01-1.0.0.0-4",
  "26.1.2": "doca3.3.0-26.01-1.0.0.0-0",
  "26.4.0": "doca3.4.0-26.04-0.8.6.0-0",
  "26.4.1": "doca3.4.1-26.04-1.1.0.0-1",
};

/**
 * The container toolkit that each series of the GPU operator brings (its values.yaml, by tag): what it does to
 * containerd's configuration is known up to here (facts-azure-kubernetes.md, section C).
 */
export const TOOLKITS: Readonly<Record<string, string>> = {
  "25.3": "1.17",
  "25.10": "1.18",
  "26.3": "1.19",
};

/** Charts and images spell `v25.7.0` and `25.7.0` for the same release. */
export function withoutV(version: string): string {
  return version.replace(/^v/, "");
}

/** Of releases, as numbers; a pre-release counts as its release. Undefined: not of that form. */
export function compareVersions(left: string, right: string): number | undefined {
  const [a, b] = [numbersOf(left), numbersOf(right)];
  if (a === undefined || b === undefined) return undefined;
  const differing = a.findIndex((number, index) => number !== b[index]);
  return differing < 0 ? 0 : (a[differing] ?? 0) - (b[differing] ?? 0);
}

function numbersOf(version: string): number[] | undefined {
  return /^v?(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number);
}
