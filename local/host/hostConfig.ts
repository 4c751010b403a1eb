/**
 * The settings of host.json that change what the embedded host does. Everything else in the file is for the real
 * host and is left alone; a setting that is read here must have the right type.
 */
import { z } from "zod";

export interface HostConfig {
  taskHub: string;
  /** "" serves functions at the root. */
  routePrefix: string;
  maxConcurrentActivities: number;
  maxConcurrentOrchestrators: number;
  /** Whether starting the id of an instance that is still running replaces it. */
  replaceRunningInstances: boolean;
  defaultVersion: string | null;
}

const positive = z.number().int().positive();

const hostJsonSchema = z.looseObject({
  extensions: z
    .looseObject({
      http: z.looseObject({ routePrefix: z.string().default("api") }).optional(),
      durableTask: z
        .looseObject({
          hubName: z.string().default("TestHubName"),
          maxConcurrentActivityFunctions: positive.default(10),
          maxConcurrentOrchestratorFunctions: positive.default(10),
          overridableExistingInstanceStates: z.enum(["NonRunningStates", "AnyState"]).default("NonRunningStates"),
          defaultVersion: z.string().optional(),
        })
        .optional(),
    })
    .optional(),
});

/** `hostJson`: the parsed file; undefined takes the defaults. Throws with the path of every wrong setting. */
export function readHostConfig(hostJson: unknown): HostConfig {
  const parsed = hostJsonSchema.safeParse(hostJson ?? {});
  if (!parsed.success) throw new Error(`host.json: ${z.prettifyError(parsed.error)}`);
  const { http, durableTask } = parsed.data.extensions ?? {};
  return {
    taskHub: durableTask?.hubName ?? "TestHubName",
    routePrefix: (http?.routePrefix ?? "api").replace(/^\/+|\/+$/g, ""),
    maxConcurrentActivities: durableTask?.maxConcurrentActivityFunctions ?? 10,
    maxConcurrentOrchestrators: durableTask?.maxConcurrentOrchestratorFunctions ?? 10,
    replaceRunningInstances: durableTask?.overridableExistingInstanceStates === "AnyState",
    defaultVersion: durableTask?.defaultVersion ?? null,
  };
}
