/** Route templates of HTTP functions: `plans/{id}`, `files/{*rest}`, `items/{id?}`, `items/{id:int}`. */

export interface RouteTemplate {
  /** The parameters, or undefined when the path does not match. */
  match(path: string): Record<string, string> | undefined;
  /** Larger is more specific: literal segments win over parameters, those over a catch-all. */
  readonly rank: string;
}

/** `template` and `path` have no slash at their ends. Constraints such as `:int` are not checked. */
export function routeTemplate(template: string): RouteTemplate {
  const segments = template.split("/").filter((segment) => segment !== "");
  const pattern = segments.map(segmentPattern).join("");
  const expression = new RegExp(`^${pattern}$`, "i");
  return {
    rank: segments.map((segment) => (segment.startsWith("{*") ? "0" : segment.startsWith("{") ? "1" : "2")).join(""),
    match(path) {
      const found = expression.exec(`/${path}`.replace(/^\/$/, ""));
      if (found === null) return undefined;
      const given = Object.entries(found.groups ?? {}).filter(([, value]) => value !== undefined);
      return Object.fromEntries(given.map(([name, value]) => [name, decodeURIComponent(value)]));
    },
  };
}

function segmentPattern(segment: string): string {
  const parameter = /^\{(\*?)(\w+)(?::[^?}]*)?(\??)\}$/.exec(segment);
  if (parameter === null) return `/${segment.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`;
  const [, catchAll, name, optional] = parameter;
  if (catchAll !== "") return `(?:/(?<${name}>.*))?`;
  return optional === "" ? `/(?<${name}>[^/]+)` : `(?:/(?<${name}>[^/]+))?`;
}
