/** What the routes of preparations answer. */
import * as z from "zod";
import type { DeliveryView } from "../../domain/notify/delivery.ts";
import { NOTICE_KINDS } from "../../domain/notify/notice.ts";
import { TARGET_TYPES } from "../../domain/notify/notifyTarget.ts";
import type { NodeTrouble, PoolProgress, PoolWait, StackItem, StageEntry } from "../../domain/progress.ts";
import type { CancellationRow } from "../../domain/records.ts";
import { clusterSchema, findingSchema } from "./findingAnswers.ts";
import {
  actorSchema,
  conditionSchema,
  nodeRecordSchema,
  originShape,
  recordShape,
  verdictSchema,
} from "./recordAnswers.ts";
import { moment, shapeOf } from "./shapeOf.ts";

const links = z.object({ self: z.url(), nodes: z.url() }).meta({ id: "PreparationLinks" });
export const next = z.object({ next: z.url().exactOptional() }).meta({ id: "NextPage" });

export const acceptedSchema = z
  .object({ id: z.string(), cluster: clusterSchema, status: z.literal("running"), links })
  .meta({ id: "PreparationAccepted" });

export const cancellingSchema = z
  .object({ id: z.string(), status: z.literal("running"), cancelling: z.literal(true), links })
  .meta({ id: "PreparationCancelling" });

const poolWaitSchema = shapeOf<PoolWait>("PoolWait", {
  code: z.string() as unknown as z.ZodType<PoolWait["code"]>,
  reason: z.string(),
  until: moment,
});

const troubleSchema = shapeOf<NodeTrouble>("NodeTrouble", { node: z.string(), reason: z.string(), action: z.string() });

const stageSchema = z.enum(["creating", "settling", "preparingNodes", "busyNodes", "prepared", "failed"]);

const poolProgressSchema = shapeOf<PoolProgress>("PoolProgress", {
  name: z.string(),
  vmSize: z.string(),
  wanted: z.int(),
  stage: stageSchema,
  stages: z.array(shapeOf<StageEntry>("PoolStageEntry", { stage: stageSchema, since: moment })).exactOptional(),
  joined: z.int(),
  ready: z.int(),
  settled: z.int(),
  prepared: z.int(),
  lacks: z.record(z.string(), z.int()).meta({ description: "How many nodes lack what, first lack only" }),
  trouble: z.array(troubleSchema),
  waiting: poolWaitSchema.exactOptional(),
});

const stackItemSchema = shapeOf<StackItem>("StackItem", {
  name: z.string(),
  state: z.string().meta({ description: "What it waits for, or done" }),
  changedAt: moment.exactOptional(),
});

const cancellationSchema = shapeOf<CancellationRow>("Cancellation", {
  requestedAt: moment,
  by: z.string(),
  cancelledBy: z.exactOptional(actorSchema),
  reason: z.string().exactOptional(),
});

const deliverySchema = shapeOf<DeliveryView>("Notification", {
  event: z.enum(NOTICE_KINDS),
  type: z.enum(TARGET_TYPES),
  host: z.string(),
  status: z.enum(["waiting", "delivered", "failed"]).meta({ description: "failed: given up; a warning says why" }),
  attempts: z.int(),
  reason: z.string().exactOptional(),
});

/** Newest first; absent when the request names nobody. */
const notifications = z.array(deliverySchema).exactOptional();

const runningSchema = z
  .object({
    id: z.string(),
    live: z.boolean(),
    cluster: clusterSchema,
    profile: z.enum(["self-managed", "aks-managed"]),
    ...originShape,
    startedAt: moment,
    status: z.enum(["running", "failed"]).meta({ description: "failed: it ended without a record; run again" }),
    phase: z
      .string()
      .meta({ description: "For display: starting, planning, preparing, settling, verifying, recording" }),
    conditions: z.array(conditionSchema),
    findings: z.array(findingSchema),
    pools: z.array(poolProgressSchema),
    stack: z.array(stackItemSchema),
    nodesInTrouble: z.array(troubleSchema),
    toldAt: moment.exactOptional().meta({ description: "When the run, or a part of it, last told something" }),
    cancellation: cancellationSchema.exactOptional(),
    notifications,
    links,
  })
  .meta({ id: "RunningPreparation" });

const finishedSchema = z
  .object({
    ...recordShape,
    status: z.literal("finished"),
    phase: z.literal("finished"),
    notifications,
    nodesInTrouble: z.array(troubleSchema),
    links,
  })
  .meta({ id: "FinishedPreparation" });

export const preparationSchema = z.union([runningSchema, finishedSchema]).meta({ id: "Preparation" });

const itemSchema = z
  .object({
    id: z.string(),
    cluster: clusterSchema,
    status: z.enum(["running", "finished", "failed"]),
    verdict: verdictSchema.exactOptional(),
    acceptedAt: moment,
    finishedAt: moment.exactOptional(),
    ...originShape,
    links,
  })
  .meta({ id: "PreparationItem" });

export const preparationListSchema = z
  .object({ preparations: z.array(itemSchema), links: next })
  .meta({ id: "PreparationList" });

export const nodePageSchema = z.object({ nodes: z.array(nodeRecordSchema), links: next }).meta({ id: "NodePage" });
