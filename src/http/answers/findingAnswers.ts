/** What every answer about a cluster is made of: the cluster, findings, checks. */
import * as z from "zod";
import { type Check, LEVELS } from "../../domain/checks.ts";
import type { ClusterRef } from "../../domain/clusterRef.ts";
import type { Finding, FindingCode } from "../../domain/findings.ts";
import { shapeOf } from "./shapeOf.ts";

export const clusterSchema = shapeOf<ClusterRef>("ClusterRef", {
  subscriptionId: z.string(),
  resourceGroup: z.string(),
  name: z.string(),
});

export const levelReached = z.enum([...LEVELS, "none"]);

export const findingSchema = shapeOf<Finding>("Finding", {
  // Codes are added as more can be found: a client treats one that it does not know by its severity.
  code: z.string().meta({ description: "Stable: docs/operations.md has an entry for each" }) as z.ZodType<FindingCode>,
  severity: z.enum(["block", "fail", "warn"]),
  subject: z.string().meta({ description: "cluster, pool/<name>, node/<name>, release/<name>, quota/<family>" }),
  found: z.string(),
  action: z.string().meta({ description: "What a person can do" }),
});

export const checkSchema = shapeOf<Check>("Check", {
  name: z.string(),
  subject: z.string().exactOptional(),
  level: z.enum(LEVELS),
  status: z.enum(["passed", "failed", "notApplicable", "unknown"]),
  expected: z.string(),
  measured: z.string(),
  reason: z.string().exactOptional(),
  action: z.string().exactOptional(),
});
