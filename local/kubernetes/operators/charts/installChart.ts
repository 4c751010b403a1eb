/** What Helm does to the cluster for one release: revisions, definitions, objects, and what an upgrade leaves behind. */
import type { NewKubeObject, ObjectStore } from "../../cluster.ts";
import { sameJson } from "../../store/json.ts";
import type { Chart, ChartObject } from "./chart.ts";
import type { HelmfileRelease } from "./helmfile.ts";
import { type HelmRelease, releasesOf, saveRelease } from "./helmReleases.ts";

export interface ChartRelease extends HelmfileRelease {
  found: Chart;
  /** As the chart's index spells it. */
  chartVersion: string;
}

/** Helm's first act. "unchanged": the same chart, version and values are deployed. Throws what Helm would print. */
export function beginRelease(store: ObjectStore, release: ChartRelease): "begun" | "unchanged" {
  const { name, namespace, values, found, chartVersion } = release;
  requireNamespace(store, release);
  const [latest, ...older] = releasesOf(store, namespace, name);
  if (latest?.status.startsWith("pending-") === true) {
    throw new Error("UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress");
  }
  const chart = { name: found.name, version: chartVersion };
  if (latest?.status === "deployed" && sameJson(latest.chart, chart) && sameJson(latest.values, values)) {
    return "unchanged";
  }
  const hasBeenDeployed = [latest, ...older].some((revision) => revision?.status === "deployed");
  saveRelease(store, {
    name,
    namespace,
    revision: (latest?.revision ?? 0) + 1,
    status: hasBeenDeployed ? "pending-upgrade" : "pending-install",
    chart,
    values,
    objects: found.objects({ release: name, namespace, values, version: chartVersion.replace(/^v/, "") }),
  });
  return "begun";
}

/** Puts the pending revision's objects into the cluster and calls it deployed. */
export function finishRelease(store: ObjectStore, { name, namespace, found, values }: ChartRelease): HelmRelease {
  const [pending, ...older] = releasesOf(store, namespace, name);
  if (pending === undefined) throw new Error(`release: not found: the record of ${name} was removed meanwhile`);
  for (const definition of found.definitions(values)) createDefinition(store, definition);
  for (const object of pending.objects) apply(store, object, pending);
  for (const former of older.filter(({ status }) => status === "deployed")) {
    removeLeftovers(store, former.objects, pending.objects);
    saveRelease(store, { ...former, status: "superseded" });
  }
  const deployed: HelmRelease = { ...pending, status: "deployed" };
  saveRelease(store, deployed);
  return deployed;
}

function requireNamespace(store: ObjectStore, { namespace, createNamespace }: ChartRelease): void {
  if (store.get("v1/Namespace", undefined, namespace) !== undefined) return;
  if (!createNamespace) throw new Error(`create: failed to create: namespaces "${namespace}" not found`);
  store.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
}

/** Helm installs definitions once and never upgrades them. */
function createDefinition(store: ObjectStore, definition: NewKubeObject): void {
  const { name = "" } = definition.metadata;
  if (store.get("apiextensions.k8s.io/v1/CustomResourceDefinition", undefined, name) === undefined) {
    store.create(definition);
  }
}

function apply(store: ObjectStore, object: ChartObject, { name, namespace }: HelmRelease): void {
  const metadata = {
    ...object.metadata,
    labels: { ...object.metadata.labels, "app.kubernetes.io/managed-by": "Helm" },
    annotations: { "meta.helm.sh/release-name": name, "meta.helm.sh/release-namespace": namespace },
  };
  const current = store.get(kindName(object), object.metadata.namespace, object.metadata.name);
  if (current === undefined) store.create({ ...object, metadata });
  else store.update({ ...current, ...object, metadata: { ...current.metadata, ...metadata } });
}

function removeLeftovers(store: ObjectStore, before: readonly ChartObject[], after: readonly ChartObject[]): void {
  const kept = new Set(after.map(address));
  for (const object of before.filter((candidate) => !kept.has(address(candidate)))) {
    store.delete(kindName(object), object.metadata.namespace, object.metadata.name);
  }
}

function kindName({ apiVersion, kind }: ChartObject): string {
  return `${apiVersion}/${kind}`;
}

function address(object: ChartObject): string {
  return `${kindName(object)} ${object.metadata.namespace ?? ""}/${object.metadata.name}`;
}
