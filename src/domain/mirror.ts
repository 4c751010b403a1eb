/**
 * What a mirror must hold for a known-good set, tag by tag (the charts' own values.yaml, by tag): shown by the catalogue,
 * so that it can be copied before a request names the mirror. The installer's and the probes' images are configuration.
 */
import { CHART_REPOSITORIES, MIRRORED_CHARTS, mirrorSpelling } from "./chartSources.ts";
import type { VersionSetName } from "./versions.ts";
import { VERSION_SETS, withoutV } from "./versions.ts";

export interface MirrorList {
  /** Copy `registry/path:tag` to `<prefix>/registry/path:tag`. `<os>`: once for each release of the nodes' Ubuntu. */
  images: string[];
  /** Push to `oci://<prefix>/charts` with this version as the tag. */
  charts: { name: string; version: string; from: string }[];
}

const GPU_OPERATOR_IMAGES: Record<VersionSetName, readonly string[]> = {
  "guide-2026-06": [
    "nvcr.io/nvidia/gpu-operator:v25.3.4",
    "nvcr.io/nvidia/cloud-native/gpu-operator-validator:v25.3.4",
    "nvcr.io/nvidia/cuda:13.0.1-base-ubi9",
    "nvcr.io/nvidia/driver:580.82.07-<os>",
    "nvcr.io/nvidia/cloud-native/k8s-driver-manager:v0.8.1",
    "nvcr.io/nvidia/k8s/container-toolkit:v1.17.8-ubuntu20.04",
    "nvcr.io/nvidia/k8s/dcgm-exporter:4.3.1-4.4.0-ubuntu22.04",
    "registry.k8s.io/nfd/node-feature-discovery:v0.17.3",
  ],
  "azure-2026-08": [
    "nvcr.io/nvidia/gpu-operator:v26.3.3",
    "nvcr.io/nvidia/driver:580.126.20-<os>",
    "nvcr.io/nvidia/cloud-native/k8s-driver-manager:v0.11.0",
    "nvcr.io/nvidia/k8s/container-toolkit:v1.19.1",
    "nvcr.io/nvidia/k8s/dcgm-exporter:4.5.3-4.8.2-distroless",
    "registry.k8s.io/nfd/node-feature-discovery:v0.18.3",
  ],
};

export function mirrorListOf(set: VersionSetName): MirrorList {
  const versions = VERSION_SETS[set];
  const operator = `network-operator-v${withoutV(versions.networkOperator)}`;
  const plugin = versions.rdmaSharedDevicePlugin;
  return {
    images: [
      `nvcr.io/nvidia/cloud-native/network-operator:${versions.networkOperator}`,
      `nvcr.io/nvidia/mellanox/network-operator-init-container:${operator}`,
      `nvcr.io/nvidia/mellanox/node-feature-discovery:${operator}`,
      `nvcr.io/nvidia/mellanox/doca-driver:${versions.docaDriver}-<os>-amd64`,
      `${rdmaPluginRepository(plugin)}/k8s-rdma-shared-dev-plugin:${plugin}`,
      ...GPU_OPERATOR_IMAGES[set],
      `nvcr.io/nvidia/k8s-device-plugin:v${withoutV(versions.devicePlugin)}`,
      `ghcr.io/containerd/nri/plugins/ulimit-adjuster:${versions.ulimitAdjuster}`,
    ],
    charts: MIRRORED_CHARTS.map(({ name, versionKey, repository }) => ({
      name,
      version: mirrorSpelling(name, versions[versionKey]),
      from: CHART_REPOSITORIES[repository].url,
    })),
  };
}

/** The plugin's own releases, and those that NVIDIA makes for a network operator. */
export function rdmaPluginRepository(version: string): string {
  return version.startsWith("network-operator-") ? "nvcr.io/nvidia/mellanox" : "ghcr.io/mellanox";
}
