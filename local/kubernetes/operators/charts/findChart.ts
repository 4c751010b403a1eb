/** The charts that exist in the simulated world, by repository and version. */
import type { Chart } from "./chart.ts";
import { devicePluginChart } from "./devicePluginChart.ts";
import { gpuOperatorChart } from "./gpuOperatorChart.ts";
import type { Helmfile, HelmfileRelease, HelmfileRepository } from "./helmfile.ts";
import type { ChartRelease } from "./installChart.ts";
import { networkOperatorChart } from "./networkOperatorChart.ts";

const CHARTS: readonly Chart[] = [networkOperatorChart, gpuOperatorChart, devicePluginChart];

/** Throws what Helm would print for a repository, chart or version that does not exist. */
export function findChart(release: HelmfileRelease, { repositories }: Helmfile): ChartRelease {
  const [repositoryName = "", chartName = ""] = release.chart.split("/");
  const repository = repositories.find(({ name }) => name === repositoryName);
  if (repository === undefined) throw new Error(`repo ${repositoryName} not found`);
  if (repository.oci === true) return findArtefact(release, repository, chartName);
  const inRepository = CHARTS.filter(({ repositoryUrl }) => repositoryUrl === repository.url.replace(/\/$/, ""));
  if (inRepository.length === 0) {
    throw new Error(`looks like "${repository.url}" is not a valid chart repository or cannot be reached`);
  }
  const found = inRepository.find(({ name }) => name === chartName);
  if (found === undefined) throw new Error(`chart "${chartName}" not found in ${repository.url} repository`);
  const chartVersion = found.versions.find((version) => sameVersion(version, release.version));
  if (chartVersion === undefined) {
    throw new Error(`chart "${chartName}" matching ${release.version} not found in ${repositoryName} index`);
  }
  return { ...release, found, chartVersion };
}

/** A mirror that holds every chart below its path `charts`. Of an OCI artefact, Helm takes the tag literally. */
function findArtefact(release: HelmfileRelease, { url }: HelmfileRepository, chartName: string): ChartRelease {
  const found = url.endsWith("/charts") ? CHARTS.find(({ name }) => name === chartName) : undefined;
  const chartVersion = found?.versions.find((version) => version === release.version);
  if (found === undefined || chartVersion === undefined) {
    throw new Error(`failed to perform "FetchReference" on source: ${url}/${chartName}:${release.version}: not found`);
  }
  return { ...release, found, chartVersion };
}

/** To Helm "v25.7.0" and "25.7.0" are the same version. */
function sameVersion(left: string, right: string): boolean {
  return left.replace(/^v/, "") === right.replace(/^v/, "");
}
