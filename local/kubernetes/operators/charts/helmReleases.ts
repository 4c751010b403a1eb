/** Helm's records: one Secret for each revision of a release, as Helm 3 stores it. */
import { gunzipSync, gzipSync } from "node:zlib";
import type { KubeObject, ObjectStore } from "../../cluster.ts";
import type { ChartObject, ChartValues } from "./chart.ts";

export type ReleaseStatus = "deployed" | "failed" | "pending-install" | "pending-upgrade" | "superseded";

export interface HelmRelease {
  name: string;
  namespace: string;
  revision: number;
  status: ReleaseStatus;
  chart: { name: string; version: string };
  values: ChartValues;
  /** What the revision put into the cluster. */
  objects: ChartObject[];
}

/** Newest first. */
export function releasesOf(store: ObjectStore, namespace: string, name: string): HelmRelease[] {
  return store
    .list("v1/Secret", { namespace, labels: { owner: "helm", name } })
    .map(decode)
    .sort((left, right) => right.revision - left.revision);
}

/** Creates or rewrites the record of one revision. */
export function saveRelease(store: ObjectStore, release: HelmRelease): void {
  const { name, namespace, revision, status } = release;
  const secretName = `sh.helm.release.v1.${name}.v${revision}`;
  const metadata = {
    name: secretName,
    namespace,
    labels: { name, owner: "helm", status, version: String(revision) },
  };
  const data = { release: encode(release) };
  const found = store.get("v1/Secret", namespace, secretName);
  if (found === undefined) {
    store.create({ apiVersion: "v1", kind: "Secret", metadata, type: "helm.sh/release.v1", data });
  } else {
    store.update({ ...found, metadata: { ...found.metadata, labels: metadata.labels }, data });
  }
}

/** Base64 twice: Helm's own encoding, and that of every Secret's data. */
function encode({ name, namespace, revision, status, chart, values, objects }: HelmRelease): string {
  const record = {
    name,
    namespace,
    version: revision,
    info: { status, description: DESCRIPTIONS[status] },
    chart: { metadata: { apiVersion: "v2", ...chart } },
    config: values,
    manifest: objects.map((object) => `---\n${JSON.stringify(object)}\n`).join(""),
  };
  return base64(base64(gzipSync(JSON.stringify(record))));
}

const DESCRIPTIONS: Record<ReleaseStatus, string> = {
  deployed: "Install complete",
  failed: "Release failed",
  "pending-install": "Initial install underway",
  "pending-upgrade": "Preparing upgrade",
  superseded: "Upgrade complete",
};

interface StoredRelease {
  name: string;
  namespace: string;
  version: number;
  info: { status: ReleaseStatus };
  chart: { metadata: { name: string; version: string } };
  config?: ChartValues;
  manifest?: string;
}

function decode(secret: KubeObject): HelmRelease {
  const { release = "" } = (secret["data"] ?? {}) as { release?: string };
  const zipped = Buffer.from(Buffer.from(release, "base64").toString(), "base64");
  const stored = JSON.parse(gunzipSync(zipped).toString()) as StoredRelease;
  const { name, version } = stored.chart.metadata;
  return {
    name: stored.name,
    namespace: stored.namespace,
    revision: stored.version,
    status: stored.info.status,
    chart: { name, version },
    values: stored.config ?? {},
    objects: objectsIn(stored.manifest ?? ""),
  };
}

/** Records that a test or scenario wrote by hand may hold another manifest: what is not ours is left alone. */
function objectsIn(manifest: string): ChartObject[] {
  return manifest
    .split("---\n")
    .map((document) => document.trim())
    .filter((document) => document.startsWith("{"))
    .map((document) => JSON.parse(document) as ChartObject);
}

function base64(bytes: Buffer | string): string {
  return Buffer.from(bytes).toString("base64");
}
