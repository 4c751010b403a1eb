/** What POST /api/plans answers. */
import * as z from "zod";
import { WELL_LIT_PATHS } from "../../domain/catalog.ts";
import type { PlanDifference } from "../../domain/planHash.ts";
import type { PlannedStep } from "../../domain/plannedStep.ts";
import type { PlannedPath } from "../../domain/wellLitPaths.ts";
import { clusterSchema, findingSchema } from "./findingAnswers.ts";
import { shapeOf } from "./shapeOf.ts";

export const plannedPathSchema = shapeOf<PlannedPath>("PlannedPath", {
  path: z.enum(WELL_LIT_PATHS),
  pools: z.array(z.string()),
  nodes: z.int(),
  notes: z.array(z.string()),
});

export const differenceSchema = shapeOf<PlanDifference>("PlanDifference", {
  part: z.string(),
  change: z.enum(["added", "removed", "changed"]),
  was: z.string().exactOptional(),
  now: z.string().exactOptional(),
});

const change = z.enum(["create", "update", "none"]);

const stepSchema = shapeOf<PlannedStep>("PlannedStep", {
  step: z.enum([
    "ensureFeature",
    "ensureNodePool",
    "installStack",
    "installNodeStack",
    "prepareNodes",
    "verifyCluster",
  ]),
  subject: z.string(),
  change,
  action: z.string(),
  reason: z.string(),
  disrupts: z.boolean().meta({ description: "Whether running workloads may notice" }),
  disturbs: z.array(z.string()).exactOptional().meta({ description: "Nodes whose workloads may notice" }),
  startsAfterSeconds: z.number(),
  expectedSeconds: z.number(),
});

export const planSchema = z
  .object({
    live: z.boolean().meta({ description: "False: Azure and Kubernetes are simulated" }),
    cluster: clusterSchema,
    profile: z.enum(["self-managed", "aks-managed"]),
    level: z.enum(["L2", "L3"]),
    hash: z.string().meta({ description: "Opaque; as `planHash` it approves this plan" }),
    blocked: z.boolean(),
    empty: z.boolean().meta({ description: "Nothing would be changed" }),
    expectedSeconds: z.number(),
    gpus: z.object({ total: z.int(), added: z.int() }),
    maxUnavailable: z.union([z.int(), z.string()]),
    pools: z.array(z.object({ name: z.string(), vmSize: z.string(), count: z.int(), action: change })),
    paths: z.array(plannedPathSchema),
    mayDisturb: z.array(z.string()),
    steps: z.array(stepSchema),
    findings: z.array(findingSchema),
    difference: z.array(differenceSchema).exactOptional(),
  })
  .meta({ id: "Plan" });

export type PlanAnswer = z.infer<typeof planSchema>;
