/** Helm releases: what we want installed, what Helm says is there, and whether the two are the same. */
import { jsonHash } from "./hash.ts";
import { withoutV } from "./versions.ts";

export interface ReleaseSpec {
  name: string;
  namespace: string;
  /** `nvidia/gpu-operator`: repository name and chart. */
  chart: string;
  /** `oci`: the URL is a registry's path, without a scheme. */
  repository: { name: string; url: string; oci?: boolean };
  version: string;
  values: Record<string, unknown>;
}

/** Helm's own record, decoded from its Secret. */
export interface ReleaseView {
  name: string;
  namespace: string;
  chartVersion: string;
  /** deployed, failed, pending-install, pending-upgrade, pending-rollback, superseded, uninstalling. */
  status: string;
  revision: number;
  /** When Helm began with this revision, by the API server's clock. ISO 8601. */
  recordedAt?: string;
  /** What the user gave, without the chart's defaults. */
  values: Record<string, unknown>;
}

export type ReleaseState = "absent" | "current" | "different" | "pending" | "failed";

/** Helm keeps one record a revision: the newest tells. */
export function newestRevision(releases: readonly ReleaseView[], wanted: ReleaseSpec): ReleaseView | undefined {
  return releases
    .filter((release) => release.name === wanted.name && release.namespace === wanted.namespace)
    .sort((left, right) => right.revision - left.revision)[0];
}

/** Whether this record stands for something in the cluster. */
export function isInstalled({ status }: ReleaseView): boolean {
  return status !== "superseded" && status !== "uninstalled";
}

export function compareRelease(wanted: ReleaseSpec, found: ReleaseView | undefined): ReleaseState {
  if (found === undefined || found.status === "uninstalled") return "absent";
  if (found.status.startsWith("pending-")) return "pending";
  if (found.status !== "deployed") return "failed";
  return withoutV(found.chartVersion) === withoutV(wanted.version) && jsonHash(found.values) === jsonHash(wanted.values)
    ? "current"
    : "different";
}

/** The same for the same chart, version and values: names the Job that installs it. */
export function releaseHash(release: ReleaseSpec): string {
  return jsonHash(release).slice(0, 10);
}
