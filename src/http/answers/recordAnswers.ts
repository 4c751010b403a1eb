/** The record of a preparation, and its nodes' evidence. */
import * as z from "zod";
import type { Actor } from "../../domain/caller.ts";
import type { Certificate, FingerprintParts, VisibleParts } from "../../domain/certificate.ts";
import { LEVELS } from "../../domain/checks.ts";
import type { PodContract } from "../../domain/podContract.ts";
import type { Condition } from "../../domain/progress.ts";
import type { Changes, NodeRecord, PoolRecord, RecordSummary, RunOrigin, Timing } from "../../domain/record.ts";
import type { Toleration } from "../../domain/tolerations.ts";
import { checkSchema, clusterSchema, findingSchema, levelReached } from "./findingAnswers.ts";
import { plannedPathSchema } from "./planAnswer.ts";
import { moment, type Shape, shapeOf } from "./shapeOf.ts";

export const verdictSchema = z.enum(["ready", "notReady", "blocked", "cancelled"]);

export const conditionSchema = shapeOf<Condition>("Condition", {
  type: z.enum(["Planned", "InfinibandRegistered", "StackInstalled", "PoolsPrepared", "Verified", "Recorded"]),
  status: z.enum(["True", "False", "Unknown"]),
  reason: z.string(),
  message: z.string(),
  changedAt: moment,
});

const changesSchema = shapeOf<Changes>("Changes", { arm: z.int(), kubernetes: z.int(), nodes: z.int() });

export const poolRecordSchema = shapeOf<PoolRecord>("PoolRecord", {
  name: z.string(),
  vmSize: z.string(),
  wanted: z.int(),
  ready: z.int(),
});

const timingSchema = shapeOf<Timing>("Timing", {
  step: z.string(),
  subject: z.string(),
  startedAt: moment,
  finishedAt: moment,
});

const tolerationSchema = shapeOf<Toleration>("Toleration", {
  key: z.string(),
  operator: z.enum(["Equal", "Exists"]),
  value: z.string().exactOptional(),
  effect: z.string().exactOptional(),
});

const podContractSchema = shapeOf<PodContract>("PodContract", {
  resources: z.array(z.object({ name: z.string(), perPod: z.string() })),
  tolerations: z.array(tolerationSchema),
  memlockAnnotation: z.object({ key: z.string(), value: z.string() }),
  proven: z.boolean().meta({ description: "A pod that was made like this got what it asked for, on every node" }),
  snippet: z.object({
    metadata: z.object({ annotations: z.record(z.string(), z.string()) }),
    spec: z.object({
      tolerations: z.array(tolerationSchema),
      containers: z.array(
        z.object({ name: z.string(), resources: z.object({ limits: z.record(z.string(), z.string()) }) }),
      ),
    }),
  }),
});

export const actorSchema = shapeOf<Actor>("Actor", {
  id: z.string(),
  name: z.string(),
  via: z.enum(["function-key", "easyauth", "slack", "teams", "timer"]),
});

export const originShape: Shape<RunOrigin> = {
  startedBy: z.exactOptional(actorSchema),
  approvedBy: z.exactOptional(actorSchema),
  retryOf: z.string().exactOptional(),
};

export const recordShape: Shape<RecordSummary> = {
  ...originShape,
  id: z.string(),
  live: z.boolean().meta({ description: "False: Azure and Kubernetes were simulated" }),
  cluster: clusterSchema,
  profile: z.enum(["self-managed", "aks-managed"]),
  verdict: verdictSchema,
  level: levelReached.meta({ description: "The highest level that every node reached" }),
  findings: z.array(findingSchema),
  changes: changesSchema,
  checks: z.array(checkSchema),
  pools: z.array(poolRecordSchema),
  wellLitPaths: z.array(plannedPathSchema).exactOptional(),
  podContract: podContractSchema.exactOptional(),
  conditions: z.array(conditionSchema),
  timings: z.array(timingSchema),
  startedAt: moment,
  finishedAt: moment,
  cancelledBy: z.exactOptional(actorSchema),
};

const visiblePartsSchema = shapeOf<VisibleParts>("VisibleParts", {
  uid: z.string(),
  bootId: z.string(),
  nodeImage: z.string(),
  kernel: z.string(),
});

const fingerprintPartsSchema = shapeOf<FingerprintParts>("FingerprintParts", {
  uid: z.string(),
  bootId: z.string(),
  nodeImage: z.string(),
  kernel: z.string(),
  containerd: z.string(),
  driver: z.string(),
  ofed: z.string(),
  profile: z.string(),
});

export const certificateSchema = shapeOf<Certificate>("Certificate", {
  level: z.enum(LEVELS),
  verifiedAt: moment,
  fingerprint: z.string(),
  parts: fingerprintPartsSchema,
});

export const nodeRecordSchema = shapeOf<NodeRecord>("NodeRecord", {
  name: z.string(),
  uid: z.string(),
  pool: z.string(),
  level: levelReached,
  verdict: z.enum(["ready", "notReady"]),
  seen: visiblePartsSchema.exactOptional(),
  certificate: certificateSchema.exactOptional(),
  checks: z.array(checkSchema),
});
