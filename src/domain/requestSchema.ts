/**
 * The shape of a request (design.md, section 4), names by Azure's and Kubernetes' own rules. What the design names but
 * this version does not do is part of it and refused on the spot, so that it is never ignored and every problem is found
 * at once.
 */
import * as z from "zod";
import { WELL_LIT_PATHS } from "./catalog.ts";
import { clusterRefSchema } from "./clusterRef.ts";
import { notifySchema } from "./notify/notifyTarget.ts";
import { LONGEST_PLAN_HASH, PLAN_HASH } from "./planHash.ts";
import { GATE_KEY, parseTaint, taintIdentity } from "./tolerations.ts";
import { DEFAULT_VERSION_SET, versionSetNames } from "./versions.ts";

const POOL_NAME = /^[a-z][a-z0-9]{0,11}$/;
const LABEL_KEY = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
const TAINT =
  /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?(=([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?)?:(NoSchedule|PreferNoSchedule|NoExecute)$/;
/** AKS keeps these label prefixes for itself. */
const RESERVED_LABEL = /^(.+\.)?(kubernetes\.azure\.com|kubernetes\.io|k8s\.io)\//;

/** AKS's limit for one node pool. */
const MOST_NODES = 1000;
/** Longer than any size's name: nothing that long is compared with the catalogue. */
export const LONGEST_SIZE_NAME = 64;

const labelKey = z
  .string()
  .regex(LABEL_KEY, "expected a Kubernetes label key")
  .refine((key) => !RESERVED_LABEL.test(key), "expected a label key without a prefix that AKS keeps for itself");

const labelValue = z
  .string()
  .regex(LABEL_VALUE, "expected a Kubernetes label value: at most 63 letters, digits, - _ .");

const BOUNDS = "expected min at most max";
const COUNT_WITHIN = "expected the first number of nodes, between autoscale.min and autoscale.max";

const autoscaleSchema = z.strictObject({ min: z.int().min(0).max(MOST_NODES), max: z.int().min(1).max(MOST_NODES) });

const nodePoolFields = z.strictObject({
  name: z
    .string()
    .regex(POOL_NAME, "expected a Linux node pool name: 1-12 lower-case letters and digits, starting with a letter"),
  vmSize: z.string().max(LONGEST_SIZE_NAME),
  count: z.int().min(1).max(MOST_NODES),
  osSku: z.enum(["Ubuntu", "Ubuntu2204", "Ubuntu2404"]).default("Ubuntu"),
  zones: distinct(z.array(z.enum(["1", "2", "3"])), (zone) => zone, "expected each zone once").default([]),
  labels: z.record(labelKey, labelValue).default({}),
  taints: distinct(
    z.array(
      z
        .string()
        .regex(TAINT, "expected a taint: key=value:NoSchedule, PreferNoSchedule or NoExecute")
        .refine(
          (taint) => parseTaint(taint).key !== GATE_KEY,
          "expected a taint of your own; ask for this one by gate",
        ),
    ),
    taintIdentity,
    "expected at most one taint for each key and effect",
  ).default([]),
  /** Left out: an autoscaler that the pool has is kept as it is. */
  autoscale: autoscaleSchema.optional(),
});

/** Judged as soon as the numbers are there, whatever else is wrong with the pool. */
const nodePoolSchema = nodePoolFields
  .refine(({ autoscale }) => autoscale === undefined || autoscale.min <= autoscale.max, {
    ...{ path: ["autoscale"], error: BOUNDS },
    when: ({ value }) => autoscaleSchema.safeParse((value as Partial<PoolFields> | null)?.autoscale).success,
  })
  .refine(({ count, autoscale }) => autoscale === undefined || isWithin(count, autoscale), {
    ...{ path: ["count"], error: COUNT_WITHIN },
    when: ({ value }) => countAndBounds.safeParse(value).success,
  });

type PoolFields = z.infer<typeof nodePoolFields>;

const countAndBounds = z.object({
  count: z.int().min(1).max(MOST_NODES),
  autoscale: autoscaleSchema.refine(({ min, max }) => min <= max),
});

function isWithin(count: number, { min, max }: { min: number; max: number }): boolean {
  return min <= count && count <= max;
}

export type RequestedPool = z.infer<typeof nodePoolSchema>;

const chartVersion = z
  .string()
  .max(64)
  .regex(/^v?\d+\.\d+\.\d+([-+][0-9A-Za-z.-]+)?$/, "expected a chart version, such as v25.7.0")
  .optional();
const imageVersion = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, "expected an image version, such as doca3.1.0-25.07-0.9.7.0-0")
  .optional();

const versionsSchema = z.strictObject({
  set: z.enum(versionSetNames).default(DEFAULT_VERSION_SET),
  networkOperator: chartVersion,
  gpuOperator: chartVersion,
  devicePlugin: chartVersion,
  docaDriver: imageVersion,
  rdmaSharedDevicePlugin: imageVersion,
  ulimitAdjuster: imageVersion,
});

const REGISTRY = /^[a-z0-9][a-z0-9.-]*(:\d+)?(\/[a-z0-9._-]+)*$/;
const PERCENTAGE = /^([1-9]\d?|100)%$/;
const MAX_UNAVAILABLE = "expected a number of nodes from 1, or a percentage such as 25%";

const rolloutSchema = z.strictObject({
  maxUnavailable: z
    .union([z.int(MAX_UNAVAILABLE).min(1, MAX_UNAVAILABLE), z.string().regex(PERCENTAGE, MAX_UNAVAILABLE)], {
      error: MAX_UNAVAILABLE,
    })
    .default("25%"),
  forceDrain: z.boolean().default(false),
});

export const requestSchema = z.strictObject({
  cluster: clusterRefSchema,
  profile: z.enum(["self-managed", "aks-managed"]),
  /** Empty: they follow from the well-lit paths, of which there is then one at least (request.ts). */
  nodePools: z.array(nodePoolSchema).max(100).default([]),
  wellLitPaths: distinct(z.array(z.enum(WELL_LIT_PATHS)), (path) => path, "expected each path once").default([]),
  versions: versionsSchema.default({ set: DEFAULT_VERSION_SET }),
  registry: z
    .strictObject({ prefix: z.string().max(255).regex(REGISTRY, "expected a registry and path, without a scheme") })
    .optional(),
  rollout: rolloutSchema.default({ maxUnavailable: "25%", forceDrain: false }),
  verify: z.strictObject({ level: z.enum(["L2", "L3"]).default("L2") }).default({ level: "L2" }),
  allow: z
    .strictObject({
      registerFeature: z.boolean().default(false),
      zoneFallback: z.boolean().default(false),
    })
    .default({ registerFeature: false, zoneFallback: false }),
  gate: z.boolean().default(false),
  schedule: z
    .strictObject({
      reverify: z.boolean().default(false),
      repair: unavailableChoice(["none", "auto"], "none", "scheduled repair").default("none"),
    })
    .default({ reverify: false, repair: "none" }),
  notify: notifySchema.default([]),
  planHash: z
    .string()
    .max(LONGEST_PLAN_HASH)
    .regex(PLAN_HASH, "expected the hash of a plan, as POST /api/plans returned it")
    .optional(),
});

function unavailableChoice<const T extends readonly [string, ...string[]]>(all: T, available: T[number], what: string) {
  return z.enum(all).refine((choice) => choice === available, {
    error: ({ input }) => notYet(`${what} ${String(input)}`, `use ${available}`),
  });
}

function notYet(what: string, instead: string): string {
  return `${what} is not available yet; ${instead}`;
}

function distinct<T extends z.ZodArray<z.ZodType<string>>>(
  schema: T,
  keyOf: (item: string) => string,
  error: string,
): T {
  return schema.refine((items) => new Set(items.map(keyOf)).size === items.length, error);
}
