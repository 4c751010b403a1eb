/**
 * What clients changed in the simulated world, one line for each distinct write: a scenario's `expected.writes`. Reads,
 * and writes that were refused, are not in it.
 */
import type { WireHandler, WireRequest } from "./world/wire.ts";

export interface Writes {
  /** "PUT agentPools/h100". */
  arm: string[];
  /** "PATCH nicclusterpolicies/nic-cluster-policy"; in the app's own namespace without names: "POST lamplighter-system/pods". */
  kubernetes: string[];
}

export type WrittenTo = keyof Writes;

export interface WriteLog {
  /** The same handler, its writes noted. */
  watch(system: WrittenTo, handler: WireHandler): WireHandler;
  /** Sorted. */
  writes(): Writes;
  clear(): void;
}

/** Names there differ from run to run. */
const OWN_NAMESPACE = "lamplighter-system";

export function createWriteLog(): WriteLog {
  const seen: Record<WrittenTo, Set<string>> = { arm: new Set(), kubernetes: new Set() };
  return {
    watch: (system, handler) => async (request) => {
      const response = await handler(request);
      const line = writeLine(system, request);
      if (line !== undefined && response.status < 300) seen[system].add(line);
      return response;
    },
    writes: () => ({ arm: [...seen.arm].toSorted(), kubernetes: [...seen.kubernetes].toSorted() }),
    clear() {
      seen.arm.clear();
      seen.kubernetes.clear();
    },
  };
}

/** As it stands in `Writes`; undefined for a request that changes nothing. */
export function writeLine(system: WrittenTo, { method, url }: WireRequest): string | undefined {
  if (method === "GET" || method === "HEAD") return undefined;
  const segments = new URL(url).pathname.split("/").filter((segment) => segment !== "");
  return system === "arm" ? armLine(method, segments) : kubernetesLine(method, segments);
}

/** A POST of an action ("listClusterUserCredential", "register") changes something only when it registers. */
function armLine(method: string, segments: readonly string[]): string | undefined {
  if (method === "POST" && segments.at(-1)?.startsWith("list") === true) return undefined;
  return `${method} ${segments.slice(-2).join("/")}`;
}

function kubernetesLine(method: string, segments: readonly string[]): string | undefined {
  const path = segments[0] === "api" ? segments.slice(2) : segments.slice(3);
  if (path[0]?.endsWith("reviews") === true) return undefined;
  if (path[0] !== "namespaces" || path.length === 2) return `${method} ${path.join("/")}`;
  const [, namespace, resource, ...rest] = path;
  if (namespace === OWN_NAMESPACE) return `${method} ${namespace}/${resource}`;
  return `${method} ${namespace}/${[resource, ...rest].join("/")}`;
}
