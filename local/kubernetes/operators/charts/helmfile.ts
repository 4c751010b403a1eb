/** Reads a plain helmfile.yaml (no templates): the repositories and releases that a run applies. */
import { parse } from "yaml";
import type { ChartValues } from "./chart.ts";

export interface HelmfileRelease {
  name: string;
  namespace: string;
  /** "nvidia/gpu-operator". */
  chart: string;
  version: string;
  createNamespace: boolean;
  values: ChartValues;
}

export interface HelmfileRepository {
  name: string;
  url: string;
  oci?: boolean;
}

export interface Helmfile {
  repositories: HelmfileRepository[];
  releases: HelmfileRelease[];
}

/** `readFile` gets paths relative to the helmfile. Throws what helmfile would complain about. */
export function parseHelmfile(text: string, readFile: (path: string) => string): Helmfile {
  const { repositories = [], releases = [] } = parse(text) as Partial<RawHelmfile>;
  return {
    repositories,
    releases: releases.map(({ values = [], createNamespace = true, ...release }) => ({
      ...release,
      createNamespace,
      values: values.map((item) => valuesOf(item, readFile)).reduce<ChartValues>(mergeValues, {}),
    })),
  };
}

interface RawHelmfile {
  repositories: Helmfile["repositories"];
  releases: (Omit<HelmfileRelease, "values" | "createNamespace"> & {
    createNamespace?: boolean;
    values?: (string | ChartValues)[];
  })[];
}

function valuesOf(item: string | ChartValues, readFile: (path: string) => string): ChartValues {
  return typeof item === "string" ? ((parse(readFile(item)) ?? {}) as ChartValues) : item;
}

/** Later files win; lists are replaced, as Helm does. */
function mergeValues(before: ChartValues, after: ChartValues): ChartValues {
  const merged = { ...before };
  for (const [key, value] of Object.entries(after)) {
    const former = merged[key];
    merged[key] = isMap(former) && isMap(value) ? mergeValues(former, value) : value;
  }
  return merged;
}

function isMap(value: unknown): value is ChartValues {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
