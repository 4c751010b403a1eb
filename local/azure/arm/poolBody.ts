/**
 * The body of PUT AgentPool: which properties simulated AKS knows and what they may hold. A name outside this schema is
 * refused with its path, so that a misspelt property, or one without effect in this world, is never silently ignored.
 */
import { z } from "zod";
import { badRequest } from "./armError.ts";

const percentOrCount = z.string().regex(/^\d+%?$/);

const settableShape = {
  count: z.int().min(0).max(1000),
  vmSize: z.string().min(1),
  osType: z.literal("Linux"),
  osSKU: z.enum(["Ubuntu", "Ubuntu2204", "Ubuntu2404"]),
  osDiskSizeGB: z.int().min(0).max(2048),
  osDiskType: z.enum(["Managed", "Ephemeral"]),
  maxPods: z.int().min(10).max(250),
  mode: z.enum(["System", "User"]),
  type: z.literal("VirtualMachineScaleSets"),
  orchestratorVersion: z.string(),
  enableAutoScaling: z.boolean(),
  minCount: z.int().min(0).max(1000),
  maxCount: z.int().min(0).max(1000),
  scaleDownMode: z.enum(["Delete", "Deallocate"]),
  scaleSetPriority: z.literal("Regular"),
  nodeLabels: z.record(z.string(), z.string()),
  nodeTaints: z.array(
    z.string().regex(/^[^=:]+(=[^=:]*)?:(NoSchedule|PreferNoSchedule|NoExecute)$/, "expected key=value:Effect"),
  ),
  availabilityZones: z.array(z.enum(["1", "2", "3"])),
  tags: z.record(z.string(), z.string()),
  upgradeSettings: z.strictObject({
    maxSurge: percentOrCount.optional(),
    maxUnavailable: percentOrCount.optional(),
    drainTimeoutInMinutes: z.int().min(1).max(1440).optional(),
    nodeSoakDurationInMinutes: z.int().min(0).max(30).optional(),
    undrainableNodeBehavior: z.enum(["Schedule", "Cordon"]).optional(),
  }),
  gpuProfile: z.strictObject({ driver: z.enum(["Install", "None"]).optional() }),
  capacityReservationGroupID: z.string(),
  powerState: z.strictObject({ code: z.literal("Running").optional() }),
};

/** A client that puts back what it read sends these too; like Azure, we take no notice. */
const readOnlyShape = {
  provisioningState: z.unknown(),
  currentOrchestratorVersion: z.unknown(),
  nodeImageVersion: z.unknown(),
  eTag: z.unknown(),
  status: z.unknown(),
};

const settable = z.strictObject(settableShape).partial();

const putBody = z.strictObject({
  id: z.unknown().optional(),
  name: z.unknown().optional(),
  type: z.unknown().optional(),
  properties: z.strictObject({ ...settable.shape, ...z.strictObject(readOnlyShape).partial().shape }),
});

type Settable = z.infer<typeof settable>;

export type PoolProperties = { [Name in keyof Settable]?: NonNullable<Settable[Name]> };

/** What every pool has once AKS has filled in what was left out. */
export type CompletePool = PoolProperties & {
  [Name in "count" | "vmSize" | "osSKU" | "mode" | "orchestratorVersion"]: NonNullable<Settable[Name]>;
};

/** Only what may be set. Throws 400 with the path and the reason of everything refused. */
export function parsePoolBody(text: string): PoolProperties {
  const body = parseJson(text);
  refuseInitializationTaints(body);
  const parsed = putBody.safeParse(body);
  if (!parsed.success) throw badRequest("InvalidRequestContent", parsed.error.issues.map(describeIssue).join(" "));
  const entries = Object.entries(parsed.data.properties).filter(
    ([name, value]) => Object.hasOwn(settableShape, name) && value !== undefined,
  );
  return Object.fromEntries(entries) as PoolProperties;
}

/** AKS takes them with the whole cluster only. */
function refuseInitializationTaints(body: unknown): void {
  const { properties } = (body ?? {}) as { properties?: object | null };
  if (!Object.hasOwn(properties ?? {}, "nodeInitializationTaints")) return;
  const message = "Node initialization taints are not supported in requests for an agent pool; update the cluster.";
  throw badRequest("NodeInitializationTaintsFeatureNotSupported", message, "properties.nodeInitializationTaints");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badRequest("InvalidRequestContent", `The request body is not valid JSON: ${String(error)}`);
  }
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const path = issue.path.join(".");
  if (issue.code !== "unrecognized_keys") return `The value of '${path}' is invalid: ${issue.message}.`;
  const names = issue.keys.map((key) => `'${[...issue.path, key].join(".")}'`);
  return `Could not find member ${names.join(", ")} on an object of type 'AgentPool'.`;
}
