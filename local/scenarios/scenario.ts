/** Scenarios: a world, a request and what must come of it (design.md, section 9), as JSON files beside this one. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { PoolSeed } from "../azure/arm/seedCluster.ts";
import type { ArmSettings } from "../azure/arm/settings.ts";
import type { NewKubeObject } from "../kubernetes/cluster.ts";
import { faultSchema } from "./faults.ts";
import { hostKillSchema } from "./hostKills.ts";
import { type LatencyName, REFERENCE_LATENCIES } from "./latencies.ts";
import { receiverAnswersSchema } from "./receiverAnswers.ts";
import { refusalSchema } from "./refusals.ts";
import { worldEventSchema } from "./worldEvents.ts";

const latencyNames = Object.keys(REFERENCE_LATENCIES) as [LatencyName, ...LatencyName[]];

/** How the request's cluster is found, where it is not running, idle and with nothing but a system pool. */
const clusterSchema = z.strictObject({
  powerState: z.enum(["Running", "Stopped"]).exactOptional(),
  provisioningState: z.string().exactOptional(),
  /** All of them, the system pool too. */
  pools: z
    .array(
      z.strictObject({
        name: z.string(),
        /** As Azure has them: `vmSize`, `count`, `osSKU`, `gpuProfile`, ... */
        properties: z.custom<PoolSeed["properties"]>((value) => typeof value === "object" && value !== null),
        provisioningState: z.string().exactOptional(),
      }),
    )
    .exactOptional(),
});

const policyRuleSchema = z.strictObject({
  apiGroups: z.array(z.string()),
  resources: z.array(z.string()),
  verbs: z.array(z.string()),
});

const scenarioSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  /** The cluster as it is found: with a system pool and nothing else, or after a preparation with the same request. */
  given: z.enum(["empty", "prepared"]).default("empty"),
  kubernetesVersion: z.string().regex(/^\d+\.\d+\.\d+$/),
  location: z.string().default("eastus"),
  /** "absent": the request names a cluster that is not there. */
  cluster: z.union([z.literal("absent"), clusterSchema]).default({}),
  /** What simulated Azure does differently: quotas, failures, broken machines. */
  azure: z.custom<ArmSettings>((value) => typeof value === "object" && value !== null).default({}),
  /** What is different inside the cluster, before anybody comes. */
  kubernetes: z
    .strictObject({
      /** What the app may do there; left out: everything. */
      rights: z.array(policyRuleSchema).exactOptional(),
      /** An admission webhook that nobody answers for. */
      unavailableWebhook: z
        .strictObject({ kinds: z.array(z.string()), untilSeconds: z.number().exactOptional() })
        .exactOptional(),
      /** CustomResourceDefinitions whose names another one has: they are not established until it is gone, if ever. */
      conflictingDefinitions: z
        .strictObject({ names: z.array(z.string()), untilSeconds: z.number().exactOptional() })
        .exactOptional(),
      /** That somebody else has installed. */
      objects: z.array(z.custom<NewKubeObject>((value) => typeof value === "object" && value !== null)).exactOptional(),
    })
    .default({}),
  /** Revisions that Helm has begun or ended before anything is asked for; their objects are not there. */
  helmReleases: z
    .array(
      z.strictObject({
        name: z.string(),
        namespace: z.string(),
        revision: z.int().min(1).default(1),
        status: z.enum(["deployed", "failed", "pending-install", "pending-upgrade"]),
        chart: z.strictObject({ name: z.string(), version: z.string() }),
      }),
    )
    .default([]),
  /** Medians, in seconds. */
  latencies: z.partialRecord(z.enum(latencyNames), z.number().min(0)).default({}),
  slowNodes: z
    .array(z.strictObject({ latency: z.enum(latencyNames), pool: z.string(), index: z.int(), seconds: z.number() }))
    .default([]),
  /** The body of POST /api/preparations, not judged here. */
  request: z.looseObject({
    cluster: z.object({ subscriptionId: z.string(), resourceGroup: z.string(), name: z.string() }),
  }),
  /** Pods that serve on nodes when the measured part begins: one on each of the pool's first `nodes`. */
  workloads: z.array(z.strictObject({ pool: z.string(), nodes: z.int().min(1) })).default([]),
  events: z.array(worldEventSchema).default([]),
  /** How long after the measured part has begun the request comes: what events have done by then, it finds. */
  requestAfterSeconds: z.number().min(0).default(0),
  refusals: z.array(refusalSchema).default([]),
  /** Of notifications; requests name it https://receiver.simulated. */
  receiver: receiverAnswersSchema.default({}),
  /** Where the app's host is killed during the measured run; a new one goes on from its store. */
  hostKills: z.array(hostKillSchema).default([]),
  /** On virtual time alone. */
  faults: z.array(faultSchema).default([]),
  expected: z.strictObject({
    verdict: z.enum(["ready", "notReady", "blocked", "cancelled"]),
    /** Their codes, each once. */
    findings: z.array(z.string()),
    /** Left out, in a file of one's own: not compared. */
    changes: z.strictObject({ arm: z.int(), kubernetes: z.int(), nodes: z.int() }).optional(),
    /** As local/writeLog.ts writes them; left out, in a file of one's own: not compared. */
    writes: z.strictObject({ arm: z.array(z.string()), kubernetes: z.array(z.string()) }).optional(),
    /** By path, what the receiver was sent within half a day, and its answers: "started 500". Left out: not compared. */
    notified: z.record(z.string(), z.array(z.string())).optional(),
    /** How often each write was sent to Azure, refused or not; left out: not compared. */
    armAttempts: z.record(z.string(), z.int()).optional(),
  }),
});

export type Scenario = z.infer<typeof scenarioSchema>;
/** As it is written: what has a default may be left out. */
export type WrittenScenario = z.input<typeof scenarioSchema>;

/** For a person, without a stack. */
export class ScenarioError extends Error {}

export const DEFAULT_SCENARIO = "h100-self-managed";

const folder = import.meta.dirname;

export function scenarioNames(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length))
    .toSorted();
}

/** A name from `scenarioNames`, or a path ending in .json. Throws `ScenarioError`. */
export function loadScenario(nameOrFile: string): Scenario {
  const file = nameOrFile.endsWith(".json") ? nameOrFile : join(folder, `${nameOrFile}.json`);
  if (!existsSync(file)) {
    throw new ScenarioError(
      `There is no scenario "${nameOrFile}". Known: ${scenarioNames().join(", ")}; or give a .json file.`,
    );
  }
  return parseScenario(readJson(file), file);
}

/** `source`: where it comes from, for the person who reads what is wrong. Throws `ScenarioError`. */
export function parseScenario(json: unknown, source: string): Scenario {
  const parsed = scenarioSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new ScenarioError(`${source} is not a scenario:\n${problems.join("\n")}`);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as unknown;
  } catch (error) {
    throw new ScenarioError(`${file} is not JSON: ${String(error)}`);
  }
}
