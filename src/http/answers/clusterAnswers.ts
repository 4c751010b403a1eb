/** What the routes of clusters answer: how they stand, and their verdicts over time. */
import * as z from "zod";
import type { Drift } from "../../domain/drift.ts";
import { type CertificateCounts, CLUSTER_VERDICTS } from "../../domain/verdicts.ts";
import { checkSchema, clusterSchema, findingSchema, levelReached } from "./findingAnswers.ts";
import { next } from "./preparationAnswers.ts";
import { actorSchema, poolRecordSchema } from "./recordAnswers.ts";
import { moment, shapeOf } from "./shapeOf.ts";

export const clusterVerdictSchema = z
  .enum(CLUSTER_VERDICTS)
  .meta({ description: "unknown: it could not be looked at, which says nothing of how it is" });

const kind = z.enum(["preparation", "verification"]);

export const countsSchema = shapeOf<CertificateCounts>("CertificateCounts", {
  valid: z.int(),
  stale: z.int(),
  unverified: z.int(),
});

export const driftSchema = shapeOf<Drift>("Drift", {
  subject: z.string().meta({ description: "node/<name>, pool/<name> or cluster" }),
  was: z.string(),
  is: z.string(),
  since: moment.meta({ description: "When it was seen first" }),
  provenAt: z.exactOptional(moment.meta({ description: "When it was last right" })),
  because: z.exactOptional(z.string().meta({ description: "What else has changed: node image A -> B" })),
  action: z.string(),
});

const itemShape = {
  cluster: clusterSchema,
  verdict: clusterVerdictSchema.exactOptional(),
  level: levelReached.exactOptional(),
  verifiedAt: moment.exactOptional(),
  run: z.exactOptional(z.object({ kind, id: z.string() })).meta({ description: "The run that came to the verdict" }),
  nodes: countsSchema.exactOptional(),
  drift: z.int().meta({ description: "How many subjects are not as they were proven" }),
  profile: z.enum(["self-managed", "aks-managed"]).exactOptional(),
  schedule: z.object({ reverify: z.boolean(), repair: z.enum(["none", "auto"]) }).exactOptional(),
  running: z.object({ kind, id: z.string(), self: z.url() }).exactOptional(),
  links: z.object({ self: z.url(), verifications: z.url(), preparations: z.url() }),
};

export const clusterListSchema = z
  .object({ clusters: z.array(z.object(itemShape).meta({ id: "ClusterItem" })), links: next })
  .meta({ id: "ClusterList" });

export const clusterStandingSchema = z
  .object({
    ...itemShape,
    prepared: z
      .object({
        id: z.string(),
        self: z.url(),
        pools: z.array(z.object({ name: z.string(), vmSize: z.string() })),
      })
      .exactOptional()
      .meta({ description: "The preparation whose request the checks expect" }),
    pools: z.array(z.object({ name: z.string(), valid: z.int(), stale: z.int(), unverified: z.int() })),
    nodesInTrouble: z.array(
      z.object({
        name: z.string(),
        pool: z.string(),
        state: z.enum(["stale", "unverified"]),
        level: levelReached,
        reason: z.string(),
        lookedAt: moment,
      }),
    ),
    drifted: z.array(driftSchema),
    findings: z.array(findingSchema).meta({ description: "Of the last verdict" }),
  })
  .meta({ id: "Cluster" });

const historyItemSchema = z
  .object({
    id: z.string(),
    kind,
    startedBy: z.exactOptional(actorSchema),
    reason: z.string().exactOptional(),
    status: z.enum(["running", "finished", "failed"]),
    verdict: clusterVerdictSchema.exactOptional(),
    level: levelReached.exactOptional(),
    startedAt: moment,
    finishedAt: moment.exactOptional(),
    nodes: countsSchema.exactOptional(),
    findings: z.array(z.string()).meta({ description: "Their codes, each once" }),
    drift: z.array(driftSchema),
    links: z.object({ self: z.url() }),
  })
  .meta({ id: "HistoryItem" });

export const historySchema = z
  .object({ verifications: z.array(historyItemSchema), links: next })
  .meta({ id: "ClusterHistory" });

const verificationLinks = z
  .object({ self: z.url(), nodes: z.url(), cluster: z.url() })
  .meta({ id: "VerificationLinks" });

export const verificationAcceptedSchema = z
  .object({ id: z.string(), cluster: clusterSchema, status: z.literal("running"), links: verificationLinks })
  .meta({ id: "VerificationAccepted" });

export const verificationSchema = z
  .object({
    id: z.string(),
    live: z.boolean().meta({ description: "False: Azure and Kubernetes were simulated" }),
    cluster: clusterSchema,
    startedBy: actorSchema,
    startedAt: moment,
    status: z.enum(["running", "finished", "failed"]).meta({ description: "failed: it ended without a record" }),
    verdict: clusterVerdictSchema.exactOptional(),
    level: levelReached.exactOptional(),
    findings: z.array(findingSchema),
    checks: z.array(checkSchema).meta({ description: "Of the cluster as a whole" }),
    pools: z.array(poolRecordSchema),
    nodes: countsSchema.exactOptional(),
    drift: z.array(driftSchema),
    repair: z
      .object({ id: z.string(), self: z.url() })
      .exactOptional()
      .meta({ description: "The preparation that the timer has started because of it" }),
    finishedAt: moment.exactOptional(),
    links: verificationLinks,
  })
  .meta({ id: "Verification" });
