/** The Table form of objects, which `kubectl get` asks for. */
import type { KubeObject } from "../../cluster.ts";
import type { ApiContext, ApiRequest } from "../apiContext.ts";
import { type ResourceKind, storedKindOf } from "../kinds/resourceKind.ts";
import { COLUMNS } from "./columns.ts";

export function wantsTable({ headers }: ApiRequest): boolean {
  return (headers["accept"] ?? "").split(",").some((type) => type.includes("as=Table") && type.includes("v=v1;"));
}

export function tableOf(
  objects: readonly KubeObject[],
  kind: ResourceKind,
  metadata: object,
  { clock }: Pick<ApiContext, "clock">,
): object {
  const columns = COLUMNS[storedKindOf(kind)] ?? [];
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata,
    columnDefinitions: [
      { name: "Name", type: "string", format: "name", description: "", priority: 0 },
      ...columns.map(({ name }) => ({ name, type: "string", format: "", description: "", priority: 0 })),
      { name: "Age", type: "string", format: "", description: "", priority: 0 },
    ],
    rows: objects.map((object) => ({
      cells: [object.metadata.name, ...columns.map(({ value }) => value(object)), ageOf(object, clock.now())],
      object: { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: object.metadata },
    })),
  };
}

const UNITS: readonly (readonly [seconds: number, unit: string])[] = [
  [86_400, "d"],
  [3600, "h"],
  [60, "m"],
];

function ageOf({ metadata }: KubeObject, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(metadata.creationTimestamp)) / 1000));
  const [size, unit] = UNITS.find(([length]) => seconds >= 2 * length) ?? [1, "s"];
  return `${Math.floor(seconds / size)}${unit}`;
}
