/** A Helm chart as the simulated helmfile knows it: what it puts into the cluster for given values. */
import type { NewKubeObject } from "../../cluster.ts";

export interface ChartInstallation {
  release: string;
  namespace: string;
  /** Chart version without a "v". */
  version: string;
  /** The user's values over nothing: defaults are the chart's business. */
  values: ChartValues;
}

export type ChartValues = Record<string, unknown>;

export interface Chart {
  /** Without the repository's name: "network-operator". */
  name: string;
  repositoryUrl: string;
  /** As the repository's index spells them, "v" included or not. */
  versions: readonly string[];
  /** Created when absent, never upgraded, never removed. */
  definitions(values: ChartValues): NewKubeObject[];
  objects(installation: ChartInstallation): ChartObject[];
}

/** Chart objects have fixed names. */
export type ChartObject = NewKubeObject & { metadata: { name: string; namespace?: string } };

/** The value at a dotted path; undefined when some part is missing. Keys that hold dots cannot be read. */
export function valueAt(values: ChartValues, path: string): unknown {
  return path.split(".").reduce<unknown>((inner, key) => (isValues(inner) ? inner[key] : undefined), values);
}

export function isEnabled(values: ChartValues, path: string, otherwise: boolean): boolean {
  const value = valueAt(values, path);
  return typeof value === "boolean" ? value : otherwise;
}

function isValues(value: unknown): value is ChartValues {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The `repository` in the values object at a path, as the charts name their images. */
export function repositoryAt(values: ChartValues, path: string, otherwise: string): string {
  const value = valueAt(values, `${path}.repository`);
  return typeof value === "string" ? value : otherwise;
}

export interface Toleration {
  key?: string;
  operator?: string;
  value?: string;
  effect?: string;
}

/** What NVIDIA's charts tolerate when nobody says otherwise; AKS's usual `sku=gpu` is not among it. */
export const NVIDIA_TOLERATIONS: Toleration[] = [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }];

export function tolerationsAt(values: ChartValues, path: string, otherwise = NVIDIA_TOLERATIONS): Toleration[] {
  const value = valueAt(values, path);
  return Array.isArray(value) ? (value as Toleration[]) : otherwise;
}
