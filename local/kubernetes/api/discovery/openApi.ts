/**
 * The part of the OpenAPI v3 documents that kubectl reads before a write: which kinds take `fieldValidation` and
 * `dryRun`, so that it leaves validation to the server. Schemas are not published.
 */
import { apiVersionOf, type ResourceKind } from "../kinds/resourceKind.ts";

export function openApiIndex(kinds: readonly ResourceKind[]): object {
  const roots = new Set(kinds.map(rootOf));
  return { paths: Object.fromEntries([...roots].map((root) => [root, { serverRelativeURL: `/openapi/v3/${root}` }])) };
}

/** `root`: "api/v1" or "apis/apps/v1". undefined: not served. */
export function openApiDocument(root: string, kinds: readonly ResourceKind[], version: string): object | undefined {
  const members = kinds.filter((kind) => rootOf(kind) === root);
  if (members.length === 0) return undefined;
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: `v${version}` },
    paths: Object.fromEntries(members.map(pathOf)),
    components: { schemas: {} },
  };
}

function rootOf(kind: ResourceKind): string {
  return `${kind.group === "" ? "api" : "apis"}/${apiVersionOf(kind)}`;
}

const QUERY_PARAMETERS = ["dryRun", "fieldManager", "fieldValidation", "force"].map((name) => ({
  name,
  in: "query",
  schema: { type: "string", uniqueItems: true },
}));

function pathOf(resource: ResourceKind): [path: string, item: object] {
  const { group, version, kind, plural, namespaced } = resource;
  const patch = {
    operationId: `patch${kind}`,
    parameters: QUERY_PARAMETERS,
    responses: {},
    "x-kubernetes-action": "patch",
    "x-kubernetes-group-version-kind": { group, version, kind },
  };
  return [`/${rootOf(resource)}/${namespaced ? "namespaces/{namespace}/" : ""}${plural}/{name}`, { patch }];
}
