/** What the API tells of itself: health, the catalogue, refusals. */
import * as z from "zod";
import { type GpuSize, type PathSupport, WELL_LIT_PATHS } from "../../domain/catalog.ts";
import type { MirrorList } from "../../domain/mirror.ts";
import type { RequestProblem } from "../../domain/request.ts";
import type { VersionSet } from "../../domain/versions.ts";
import { findingSchema } from "./findingAnswers.ts";
import { differenceSchema } from "./planAnswer.ts";
import { shapeOf } from "./shapeOf.ts";

export const healthSchema = z
  .object({ status: z.literal("ok"), version: z.string(), live: z.boolean() })
  .meta({ id: "Health" });

const pathSupportSchema = shapeOf<PathSupport>("PathSupport", {
  path: z.enum(WELL_LIT_PATHS),
  nodes: z.int(),
  note: z.string().exactOptional(),
});

const sizeSchema = shapeOf<GpuSize>("GpuSize", {
  vmSize: z.string(),
  gpu: z.enum(["A100", "H100", "H200"]),
  gpus: z.int(),
  memoryGbEach: z.int(),
  memoryGbTotal: z.int(),
  rdma: z.int().meta({ description: "Pods that can use RDMA at once on a node" }),
  infinibandPorts: z.int(),
  paths: z.array(pathSupportSchema),
});

const versionSetSchema = shapeOf<VersionSet>("VersionSet", {
  networkOperator: z.string(),
  gpuOperator: z.string(),
  devicePlugin: z.string(),
  docaDriver: z.string(),
  rdmaSharedDevicePlugin: z.string(),
  ulimitAdjuster: z.string(),
});

const mirrorListSchema = shapeOf<MirrorList>("MirrorList", {
  images: z.array(z.string()),
  charts: z.array(z.object({ name: z.string(), version: z.string(), from: z.string() })),
});

export const catalogSchema = z
  .object({
    sizes: z.array(sizeSchema),
    versions: z.object({
      default: z.string(),
      sets: z.record(z.string(), versionSetSchema),
      mirrors: z.record(z.string(), mirrorListSchema).meta({ description: "What a mirror must hold for each set" }),
    }),
  })
  .meta({ id: "Catalog" });

const requestProblemSchema = shapeOf<RequestProblem>("RequestProblem", {
  path: z.string().meta({ description: "nodePools[0].vmSize; empty for the body as a whole" }),
  message: z.string(),
});

/** RFC 9457. */
export const problemSchema = z
  .object({
    type: z.url(),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: "Stable: decide by it" }),
    detail: z.string(),
    action: z.string().meta({ description: "What a person can do" }),
    id: z.string().exactOptional().meta({ description: "Of the preparation that it is about" }),
    links: z.record(z.string(), z.url()).exactOptional(),
    problems: z.array(requestProblemSchema).exactOptional(),
    difference: z.array(differenceSchema).exactOptional(),
    planHash: z.string().exactOptional(),
    findings: z.array(findingSchema).exactOptional(),
    cause: z.object({ code: z.string(), operation: z.string() }).exactOptional(),
  })
  .meta({ id: "Problem" });
