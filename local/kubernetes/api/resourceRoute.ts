/** Reads a path below /api and /apis: group, version, namespace, resource, name, subresource. */
export interface ResourceRoute {
  group: string;
  version: string;
  plural: string;
  namespace: string | undefined;
  name: string | undefined;
  subresource: string | undefined;
}

/** undefined: not the path of a resource. */
export function parseResourceRoute(path: string): ResourceRoute | undefined {
  const [root, ...steps] = path
    .split("/")
    .filter((step) => step !== "")
    .map(decodeURIComponent);
  if (root !== "api" && root !== "apis") return undefined;
  const group = root === "api" ? "" : steps.shift();
  const version = steps.shift();
  if (group === undefined || version === undefined || steps.length === 0) return undefined;
  const namespace = isInsideNamespace(steps) ? steps.splice(0, 2)[1] : undefined;
  const [plural = "", name, ...subresource] = steps;
  return {
    group,
    version,
    plural,
    namespace,
    name,
    subresource: subresource.length === 0 ? undefined : subresource.join("/"),
  };
}

/** `namespaces/x/pods` is inside a namespace, `namespaces/x` and `namespaces/x/status` are about it. */
function isInsideNamespace([first, , third]: readonly string[]): boolean {
  return first === "namespaces" && third !== undefined && third !== "status" && third !== "finalize";
}
