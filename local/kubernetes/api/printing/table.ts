/** The Table form of objects, which `kubectl get` asks for. */
import type { KubeObject } from "../../cluster.ts";
import type { ApiContext, ApiRequest } from "../apiContext.ts";
import { type ResourceKind, storedKindOf } from "../kinds/resourceKind.ts";
import type { Column } from "./column.ts";
import { COLUMNS, DEFAULT_COLUMNS } from "./columns.ts";

export function tableOf(
  objects: readonly KubeObject[],
  kind: ResourceKind,
  metadata: object,
  { clock }: Pick<ApiContext, "clock">,
  { query }: Pick<ApiRequest, "query">,
): object {
  const columns = kind.columns ?? COLUMNS[storedKindOf(kind)] ?? DEFAULT_COLUMNS;
  const present = PRESENTATIONS[query.get("includeObject") ?? "Metadata"] ?? metadataOf;
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata,
    columnDefinitions: columns.map(definitionOf),
    rows: objects.map((object) => ({
      cells: columns.map(({ value }) => value(object, clock.now())),
      object: present(object),
    })),
  };
}

function definitionOf({ name, wide = false }: Column): object {
  return { name, type: "string", format: name === "Name" ? "name" : "", description: "", priority: wide ? 1 : 0 };
}

const metadataOf = ({ metadata }: KubeObject): object => ({
  kind: "PartialObjectMetadata",
  apiVersion: "meta.k8s.io/v1",
  metadata,
});

/** How much of each object goes with its row, by `includeObject`. */
const PRESENTATIONS: Readonly<Record<string, (object: KubeObject) => unknown>> = {
  None: () => undefined,
  Metadata: metadataOf,
  Object: (object) => object,
};
