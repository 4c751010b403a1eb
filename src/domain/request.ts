/** What a caller may ask for (design.md, section 4). The schema is the only validation, and reports every problem at once. */
import { z } from "zod";
import { type Catalog, findSize, nearestSizes, WELL_LIT_PATHS } from "./catalog.ts";
import { clusterRefSchema } from "./clusterRef.ts";
import { DEFAULT_VERSION_SET, VERSION_SETS, type VersionSetName } from "./versions.ts";

const versionSetNames = Object.keys(VERSION_SETS) as [VersionSetName, ...VersionSetName[]];

const POOL_NAME = /^[a-z][a-z0-9]{0,11}$/;
const LABEL_KEY = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
const TAINT =
  /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?(=[-A-Za-z0-9_.]{0,63})?:(NoSchedule|PreferNoSchedule|NoExecute)$/;

/** AKS's limits for one node pool and for the length of a pool's name on Linux. */
const MOST_NODES = 1000;

const nodePoolSchema = z.strictObject({
  name: z
    .string()
    .regex(POOL_NAME, "a Linux node pool name: 1-12 lower-case letters and digits, starting with a letter"),
  vmSize: z.string(),
  count: z.int().min(1).max(MOST_NODES),
  osSku: z.enum(["Ubuntu", "Ubuntu2204", "Ubuntu2404"]).default("Ubuntu"),
  zones: z.array(z.enum(["1", "2", "3"])).default([]),
  labels: z
    .record(
      z.string().regex(LABEL_KEY, "a Kubernetes label key"),
      z.string().regex(LABEL_VALUE, "a Kubernetes label value"),
    )
    .default({}),
  taints: z.array(z.string().regex(TAINT, "a taint: key=value:NoSchedule, PreferNoSchedule or NoExecute")).default([]),
  autoscale: z.strictObject({ min: z.int().min(0), max: z.int().min(1).max(MOST_NODES) }).optional(),
});

const requestSchema = z.strictObject({
  cluster: clusterRefSchema,
  profile: z.enum(["self-managed", "aks-managed"]),
  nodePools: z.array(nodePoolSchema).min(1).max(100).optional(),
  wellLitPaths: z.array(z.enum(WELL_LIT_PATHS)).default([]),
  versions: z
    .strictObject({ set: z.enum(versionSetNames).default(DEFAULT_VERSION_SET) })
    .default({ set: DEFAULT_VERSION_SET }),
  registry: z
    .strictObject({
      prefix: z
        .string()
        .regex(/^[a-z0-9][a-z0-9.-]*(:\d+)?(\/[a-z0-9._-]+)*$/, "a registry and path, without a scheme"),
    })
    .optional(),
  rollout: z
    .strictObject({
      maxUnavailable: z
        .union([
          z.int().min(1),
          z.string().regex(/^([1-9]\d?|100)%$/, "a number of nodes, or a percentage such as 25%"),
        ])
        .default("25%"),
      forceDrain: z.boolean().default(false),
    })
    .default({ maxUnavailable: "25%", forceDrain: false }),
  verify: z.strictObject({ level: z.enum(["L2", "L3"]).default("L2") }).default({ level: "L2" }),
  allow: z
    .strictObject({ registerFeature: z.boolean().default(false), zoneFallback: z.boolean().default(false) })
    .default({ registerFeature: false, zoneFallback: false }),
  gate: z.boolean().default(false),
  schedule: z
    .strictObject({ reverify: z.boolean().default(false), repair: z.enum(["none", "auto"]).default("none") })
    .default({ reverify: false, repair: "none" }),
  notify: z.array(z.strictObject({ type: z.literal("webhook"), url: z.url({ protocol: /^https$/ }) })).default([]),
  planHash: z.string().optional(),
});

type ParsedRequest = z.infer<typeof requestSchema>;

export type RequestedPool = z.infer<typeof nodePoolSchema>;

/** A request that can be carried out: pools are named and nothing in it is unavailable. */
export type PreparationRequest = Omit<ParsedRequest, "nodePools"> & { nodePools: RequestedPool[] };

export interface RequestProblem {
  /** `nodePools[0].vmSize`; empty for the document as a whole. */
  path: string;
  /** What is wrong, and what would be accepted. */
  message: string;
}

export type ParseResult = { ok: true; request: PreparationRequest } | { ok: false; problems: RequestProblem[] };

export function parseRequest(input: unknown, catalog: Catalog): ParseResult {
  const parsed = requestSchema.safeParse(input);
  const problems = parsed.success ? [] : parsed.error.issues.flatMap(explainIssue);
  problems.push(...unknownSizes(input, catalog));
  if (!parsed.success || problems.length > 0) return { ok: false, problems };
  problems.push(...poolProblems(parsed.data), ...unavailableFeatures(parsed.data));
  const { nodePools } = parsed.data;
  if (problems.length > 0 || nodePools === undefined) return { ok: false, problems };
  return {
    ok: true,
    request: { ...parsed.data, nodePools: nodePools.map((pool) => withCanonicalSize(pool, catalog)) },
  };
}

/** An unknown key is reported at its own path, as everything else is. */
function explainIssue(issue: z.core.$ZodIssue): RequestProblem[] {
  const at = pathText(issue.path);
  if (issue.code !== "unrecognized_keys") return [{ path: at, message: expectation(issue) }];
  return issue.keys.map((key) => ({
    path: at === "" ? key : `${at}.${key}`,
    message: "unknown field; remove it or correct its spelling",
  }));
}

function expectation(issue: z.core.$ZodIssue): string {
  return issue.code === "invalid_format" || issue.code === "custom" ? `expected ${issue.message}` : issue.message;
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === "number" ? `${text}[${part}]` : text === "" ? String(part) : `${text}.${String(part)}`,
    "",
  );
}

/** Looked up in the raw input, so that a wrong size is reported together with every other problem. */
function unknownSizes(input: unknown, catalog: Catalog): RequestProblem[] {
  const pools = (input as { nodePools?: unknown } | null)?.nodePools;
  if (!Array.isArray(pools)) return [];
  return pools.flatMap((pool: { vmSize?: unknown } | null, index) => {
    const vmSize = pool?.vmSize;
    if (typeof vmSize !== "string" || findSize(catalog, vmSize) !== undefined) return [];
    return [
      {
        path: `nodePools[${index}].vmSize`,
        message: `"${vmSize}" is not in the catalogue; nearest: ${nearestSizes(catalog, vmSize).join(", ")}`,
      },
    ];
  });
}

function poolProblems(request: ParsedRequest): RequestProblem[] {
  const pools = request.nodePools;
  if (pools === undefined)
    return [
      unavailable("nodePools", "leaving node pools out (deriving them from wellLitPaths)", "name the node pools"),
    ];
  return pools.flatMap((pool, index) => {
    const at = `nodePools[${index}]`;
    const problems: RequestProblem[] = [];
    if (pools.findIndex((other) => other.name === pool.name) !== index) {
      problems.push({
        path: `${at}.name`,
        message: `"${pool.name}" is named twice; pool names are unique in a cluster`,
      });
    }
    const { autoscale } = pool;
    if (autoscale !== undefined) problems.push(unavailable(`${at}.autoscale`, "an autoscaled pool", "leave it out"));
    if (autoscale !== undefined && !(autoscale.min <= pool.count && pool.count <= autoscale.max)) {
      problems.push({
        path: `${at}.autoscale`,
        message: `count ${pool.count} is not between min ${autoscale.min} and max ${autoscale.max}`,
      });
    }
    return problems;
  });
}

/** What the design names but this version does not do: refused, never ignored. */
function unavailableFeatures(request: ParsedRequest): RequestProblem[] {
  const checks: [boolean, RequestProblem][] = [
    [request.wellLitPaths.length > 0, unavailable("wellLitPaths", "planning for well-lit paths", "leave it out")],
    [request.rollout.forceDrain, unavailable("rollout.forceDrain", "forced draining", "leave it false")],
    [request.verify.level === "L3", unavailable("verify.level", "verification level L3", "use L2")],
    [request.registry !== undefined, unavailable("registry", "a registry mirror", "leave it out")],
    [
      request.allow.registerFeature,
      unavailable("allow.registerFeature", "registering the InfiniBand feature", "leave it false"),
    ],
    [request.allow.zoneFallback, unavailable("allow.zoneFallback", "trying other zones", "leave it false")],
    [request.gate, unavailable("gate", "gating new nodes", "leave it false")],
    [
      request.schedule.reverify || request.schedule.repair !== "none",
      unavailable("schedule", "scheduled re-verification", "leave it out"),
    ],
    [request.notify.length > 0, unavailable("notify", "notifications", "leave it out")],
    [request.planHash !== undefined, unavailable("planHash", "starting from an approved plan", "leave it out")],
  ];
  return checks.filter(([wanted]) => wanted).map(([, problem]) => problem);
}

function unavailable(path: string, what: string, instead: string): RequestProblem {
  return { path, message: `${what} is not available yet; ${instead}` };
}

function withCanonicalSize(pool: RequestedPool, catalog: Catalog): RequestedPool {
  return { ...pool, vmSize: findSize(catalog, pool.vmSize)?.vmSize ?? pool.vmSize };
}
