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
} as const satisfies Record<string, VersionSet>;

export type VersionSetName = keyof typeof VERSION_SETS;

export const DEFAULT_VERSION_SET: VersionSetName = "guide-2026-06";
