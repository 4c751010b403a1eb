/** What a caller asks for, checked: the only validation there is, and it reports every problem at once. */
import type { z } from "zod";
import { type Catalog, findSize, nearestSizes } from "./catalog.ts";
import { NO_NOTIFYING, type NotifyAllowance } from "./notify/notifyAllowance.ts";
import { refusedTargets } from "./notify/notifyTarget.ts";
import { LONGEST_SIZE_NAME, type RequestedPool, requestSchema } from "./requestSchema.ts";

export type { RequestedPool };

/** A request that can be carried out: nothing in it is unavailable. */
export type PreparationRequest = z.infer<typeof requestSchema>;

export interface RequestProblem {
  /** `nodePools[0].vmSize`; empty for the document as a whole. */
  path: string;
  /** What is wrong, and what would be accepted. */
  message: string;
}

export type ParseResult = { ok: true; request: PreparationRequest } | { ok: false; problems: RequestProblem[] };

/** Never throws, whatever the input. `allowance`: whom this app may notify; left out: nobody. */
export function parseRequest(input: unknown, catalog: Catalog, allowance: NotifyAllowance = NO_NOTIFYING): ParseResult {
  const parsed = requestSchema.safeParse(input);
  const pools = poolsOf(input);
  const problems = [
    ...(parsed.error?.issues ?? []).flatMap(explainIssue),
    ...unknownSizes(pools, catalog),
    ...repeatedNames(pools),
    ...nothingAskedFor(input),
    ...gatedFallback(input),
    ...refusedTargets(input, allowance),
  ];
  if (!parsed.success || problems.length > 0) return { ok: false, problems };
  const nodePools = parsed.data.nodePools.map((pool) => withCanonicalSize(pool, catalog));
  return { ok: true, request: { ...parsed.data, nodePools } };
}

/** An unknown key is reported at its own path, as everything else is. */
function explainIssue(issue: z.core.$ZodIssue): RequestProblem[] {
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: pathText([...issue.path, key]),
        message: "unknown field; remove it or correct its spelling",
      }));
    case "invalid_key":
      return issue.issues.map(({ message }) => ({ path: pathText(issue.path), message }));
    default:
      return [{ path: pathText(issue.path), message: issue.message }];
  }
}

/** As one would write it in code: `nodePools[0].labels["example.com/team"]`. */
function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((part) => {
    if (typeof part === "number") return `[${part}]`;
    const name = String(part);
    return /^[A-Za-z_][\w-]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
  });
  return text.join("").replace(/^\./, "");
}

interface RawPool {
  name?: unknown;
  vmSize?: unknown;
}

/** Of the raw input, so that what the schema cannot tell is reported together with what it can. */
function poolsOf(input: unknown): RawPool[] {
  const pools = (input as { nodePools?: unknown } | null | undefined)?.nodePools;
  return Array.isArray(pools) ? pools.map((pool: RawPool | null | undefined) => pool ?? {}) : [];
}

/** An empty list of pools is as good as none. */
function nothingAskedFor(input: unknown): RequestProblem[] {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return [];
  const { nodePools = [], wellLitPaths = [] } = input as { nodePools?: unknown; wellLitPaths?: unknown };
  const isEmpty = (list: unknown) => Array.isArray(list) && list.length === 0;
  if (!isEmpty(nodePools) || !isEmpty(wellLitPaths)) return [];
  return [{ path: "nodePools", message: "expected at least one node pool, or wellLitPaths from which they follow" }];
}

/** A gated pool comes and goes with its whole cluster's request only. */
function gatedFallback(input: unknown): RequestProblem[] {
  const { gate, allow } = (input ?? {}) as { gate?: unknown; allow?: { zoneFallback?: unknown } | null };
  if (gate !== true || allow?.zoneFallback !== true) return [];
  return [
    {
      path: "allow.zoneFallback",
      message: "trying other zones beside gate is not available yet; leave one of them out",
    },
  ];
}

function unknownSizes(pools: readonly RawPool[], catalog: Catalog): RequestProblem[] {
  return pools.flatMap(({ vmSize }, index) => {
    if (typeof vmSize !== "string" || vmSize.length > LONGEST_SIZE_NAME) return [];
    if (findSize(catalog, vmSize) !== undefined) return [];
    return [
      {
        path: `nodePools[${index}].vmSize`,
        message: `"${vmSize}" is not in the catalogue; nearest: ${nearestSizes(catalog, vmSize).join(", ")}`,
      },
    ];
  });
}

function repeatedNames(pools: readonly RawPool[]): RequestProblem[] {
  const seen = new Set<unknown>();
  return pools.flatMap(({ name }, index) => {
    if (typeof name !== "string") return [];
    const isRepeated = seen.has(name);
    seen.add(name);
    if (!isRepeated) return [];
    return [
      { path: `nodePools[${index}].name`, message: `"${name}" is named twice; pool names are unique in a cluster` },
    ];
  });
}

function withCanonicalSize(pool: RequestedPool, catalog: Catalog): RequestedPool {
  return { ...pool, vmSize: findSize(catalog, pool.vmSize)?.vmSize ?? pool.vmSize };
}
