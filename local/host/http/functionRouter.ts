/** Finds the HTTP function for a request. As in the Functions host, a method that no function takes is a 404. */
import type { FunctionApp, RegisteredFunction } from "../worker/functionApp.ts";
import { type RouteTemplate, routeTemplate } from "./routeTemplate.ts";

export interface RoutedCall {
  fn: RegisteredFunction;
  params: Record<string, string>;
}

export interface FunctionRouter {
  /** `path` without query, with its leading slash. */
  find(method: string, path: string): RoutedCall | undefined;
}

interface Route {
  fn: RegisteredFunction;
  methods: string[];
  template: RouteTemplate;
}

export function createFunctionRouter(app: FunctionApp, routePrefix: string): FunctionRouter {
  const routes = app
    .ofType("httptrigger")
    .map(routeOf)
    .sort((a, b) => (a.template.rank < b.template.rank ? 1 : -1));
  const prefix = routePrefix === "" ? "/" : `/${routePrefix}/`;
  return {
    find(method, path) {
      if (!`${path}/`.toLowerCase().startsWith(prefix.toLowerCase())) return undefined;
      const rest = path.slice(prefix.length).replace(/\/+$/, "");
      for (const { fn, methods, template } of routes) {
        const params = methods.includes(method) ? template.match(rest) : undefined;
        if (params !== undefined) return { fn, params };
      }
      return undefined;
    },
  };
}

function routeOf(fn: RegisteredFunction): Route {
  const { route, methods } = fn.trigger as { route?: string; methods?: string[] };
  return {
    fn,
    methods: (methods ?? ["GET", "POST"]).map((method) => method.toUpperCase()),
    template: routeTemplate((route ?? fn.name).replace(/^\/+|\/+$/g, "")),
  };
}
