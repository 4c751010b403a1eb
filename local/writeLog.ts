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
  /** How often each was sent to Azure, refused or not. */
  armAttempts(): Record<string, number>;
  clear(): void;
}

/** Names there differ from run to run. */
const OWN_NAMESPACE = "lamplighter-system";

export function createWriteLog(): WriteLog {
  const seen: Record<WrittenTo, Set<string>> = { arm: new Set(), kubernetes: new Set() };
  const attempts = new Map<string, number>();
  return {
    watch: (system, handler) => async (request) => {
      const line = writeLine(system, request);
      if (line !== undefined && system === "arm") attempts.set(line, (attempts.get(line) ?? 0) + 1);
      const response = await handler(request);
      if (line !== undefined && response.status < 300) seen[system].add(line);
      return response;
    },
    writes: () => ({ arm: [...seen.arm].toSorted(), kubernetes: [...seen.kubernetes].toSorted() }),
    armAttempts: () => Object.fromEntries(attempts),
    clear() {
      attempts.clear();
      seen.arm.clear();
      seen.kubernetes.clear();
    },
  };
}

/** As it stands in `Writes`; undefined for a request that changes nothing. */
export function writeLine(system: WrittenTo, request: WireRequest): string | undefined {
  const { method } = request;
  if (method === "GET" || method === "HEAD") return undefined;
  const line = requestLine(system, request);
  return QUESTIONS.test(line) ? undefined : line;
}

/** What is asked with POST: credentials (while "register" changes something), and whether one may do something. */
const QUESTIONS = /^POST (.*\/list[^/]*|[^/]*reviews)$/;

/** The same of any request. */
export function requestLine(system: WrittenTo, { method, url }: WireRequest): string {
  const segments = new URL(url).pathname.split("/").filter((segment) => segment !== "");
  return `${method} ${system === "arm" ? segments.slice(-2).join("/") : kubernetesSubject(segments)}`;
}

function kubernetesSubject(segments: readonly string[]): string {
  const path = segments[0] === "api" ? segments.slice(2) : segments.slice(3);
  if (path[0] !== "namespaces" || path.length === 2) return path.join("/");
  const [, namespace, resource, ...rest] = path;
  return namespace === OWN_NAMESPACE ? `${namespace}/${resource}` : `${namespace}/${[resource, ...rest].join("/")}`;
}
