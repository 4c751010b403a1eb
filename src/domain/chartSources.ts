/**
 * Where charts come from: their makers' repositories, or a mirror that holds them as OCI artefacts. Helm takes an OCI
 * tag literally, so there each version is spelled as its chart spells it.
 */
import type { ChartName } from "./chartImages.ts";
import type { ReleaseSpec } from "./helmRelease.ts";
import { type VersionSet, withoutV } from "./versions.ts";

export const CHART_REPOSITORIES = {
  nvidia: { name: "nvidia", url: "https://helm.ngc.nvidia.com/nvidia" },
  nvdp: { name: "nvdp", url: "https://nvidia.github.io/k8s-device-plugin" },
} as const;

interface MirroredChart {
  name: ChartName;
  versionKey: keyof VersionSet;
  repository: keyof typeof CHART_REPOSITORIES;
}

export const MIRRORED_CHARTS: readonly MirroredChart[] = [
  { name: "network-operator", versionKey: "networkOperator", repository: "nvidia" },
  { name: "gpu-operator", versionKey: "gpuOperator", repository: "nvidia" },
  { name: "nvidia-device-plugin", versionKey: "devicePlugin", repository: "nvdp" },
];

/** `25.7.0`, but `v25.3.4` of the GPU operator. */
export function mirrorSpelling(chart: ChartName, version: string): string {
  return chart === "gpu-operator" ? `v${withoutV(version)}` : withoutV(version);
}

export function chartSource(
  chart: ChartName,
  version: string,
  registryPrefix: string | undefined,
): Pick<ReleaseSpec, "chart" | "repository" | "version"> {
  if (registryPrefix !== undefined) {
    const repository = { name: "mirror", url: `${registryPrefix}/charts`, oci: true };
    return { chart: `mirror/${chart}`, repository, version: mirrorSpelling(chart, version) };
  }
  const source = MIRRORED_CHARTS.find(({ name }) => name === chart)?.repository ?? "nvidia";
  return { chart: `${source}/${chart}`, repository: CHART_REPOSITORIES[source], version };
}
