/** Says which groups, versions and kinds are served, at this moment. */
import { jsonResponse, type WireResponse } from "../../../world/wire.ts";
import type { ApiRequest } from "../apiContext.ts";
import type { KindRegistry } from "../kinds/kindRegistry.ts";
import { apiVersionOf, type ResourceKind } from "../kinds/resourceKind.ts";
import { isReview } from "../reviews/reviews.ts";
import { methodNotAllowed, routeNotFound } from "../statusError.ts";
import { openApiDocument, openApiIndex } from "./openApi.ts";

/** undefined: the request is about something else. */
export function answerDiscovery(request: ApiRequest, kinds: KindRegistry, version: string): WireResponse | undefined {
  const steps = request.path.split("/").filter((step) => step !== "");
  const body = discoveryBody(steps, kinds, version, request);
  if (body === undefined) return undefined;
  if (request.method !== "GET") throw methodNotAllowed(request.method, request.path);
  if (typeof body === "string") return { status: 200, headers: { "content-type": "text/plain" }, body };
  return jsonResponse(200, body);
}

function discoveryBody(steps: readonly string[], kinds: KindRegistry, version: string, request: ApiRequest): unknown {
  const [root = "", group = "", groupVersion = ""] = steps;
  if (["healthz", "livez", "readyz"].includes(root)) return "ok";
  if (root === "version" && steps.length === 1) return versionInfo(version);
  if (root === "api" && steps.length === 1)
    return { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs: [] };
  if (root === "api" && steps.length === 2) return resourceList("", group, kinds, request);
  if (root === "openapi" && group === "v3") return openApi(steps.slice(2), kinds, version, request);
  if (root !== "apis" || steps.length > 3) return undefined;
  if (steps.length === 1) return { kind: "APIGroupList", apiVersion: "v1", groups: groupsOf(kinds) };
  if (steps.length === 3) return resourceList(group, groupVersion, kinds, request);
  const found = groupsOf(kinds).find(({ name }) => name === group);
  if (found === undefined) throw routeNotFound(request.method, request.path);
  return { kind: "APIGroup", apiVersion: "v1", ...found };
}

function openApi(steps: readonly string[], kinds: KindRegistry, version: string, request: ApiRequest): object {
  const document =
    steps.length === 0 ? openApiIndex(kinds.all()) : openApiDocument(steps.join("/"), kinds.all(), version);
  if (document === undefined) throw routeNotFound(request.method, request.path);
  return document;
}

function versionInfo(version: string) {
  const [major = "", minor = ""] = version.split(".");
  return { major, minor, gitVersion: `v${version}`, gitTreeState: "clean", compiler: "gc", platform: "linux/amd64" };
}

function groupsOf(kinds: KindRegistry) {
  const named = kinds.all().filter(({ group }) => group !== "");
  return [...Map.groupBy(named, ({ group }) => group)].map(([name, members]) => {
    const versions = [...new Set(members.map(({ version }) => version))].map((version) => ({
      groupVersion: `${name}/${version}`,
      version,
    }));
    return { name, versions, preferredVersion: versions[0] };
  });
}

function resourceList(group: string, version: string, kinds: KindRegistry, request: ApiRequest) {
  const members = kinds.all().filter((kind) => kind.group === group && kind.version === version);
  if (members.length === 0) throw routeNotFound(request.method, request.path);
  return {
    kind: "APIResourceList",
    apiVersion: "v1",
    groupVersion: apiVersionOf({ group, version }),
    resources: members.flatMap(resourcesOf),
  };
}

const VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

const SUBRESOURCE_VERBS: Readonly<Record<string, readonly string[]>> = {
  binding: ["create"],
  eviction: ["create"],
  exec: ["create", "get"],
  finalize: ["update"],
  log: ["get"],
  status: ["get", "patch", "update"],
  token: ["create"],
};

const SUBRESOURCE_KINDS: Readonly<Record<string, object>> = {
  binding: { kind: "Binding" },
  eviction: { kind: "Eviction", group: "policy", version: "v1" },
  exec: { kind: "PodExecOptions" },
  token: { kind: "TokenRequest", group: "authentication.k8s.io", version: "v1" },
};

function resourcesOf(kind: ResourceKind): object[] {
  const { plural, singular, namespaced, shortNames, categories } = kind;
  const verbs = !kind.custom && isReview(kind.kind) ? ["create"] : VERBS;
  return [
    {
      name: plural,
      singularName: singular,
      namespaced,
      kind: kind.kind,
      verbs,
      ...(shortNames.length > 0 ? { shortNames } : {}),
      ...(categories.length > 0 ? { categories } : {}),
    },
    ...kind.subresources.map((subresource) => ({
      name: `${plural}/${subresource}`,
      singularName: "",
      namespaced,
      kind: kind.kind,
      ...SUBRESOURCE_KINDS[subresource],
      verbs: SUBRESOURCE_VERBS[subresource] ?? [],
    })),
  ];
}
