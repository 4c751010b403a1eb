/**
 * Every error code of Azure that is told apart (facts-azure-kubernetes.md, section A), where a pool is asked for and
 * while it is polled: what becomes of the run, what a person reads, and how often Azure was asked for the pool.
 */
import { afterEach, describe, expect, it } from "vitest";
import { loadScenario, type Scenario } from "../../local/scenarios/scenario.ts";
import type { FindingCode } from "../../src/domain/findings.ts";
import { DEFAULT_PACING } from "../../src/domain/pacing.ts";
import { prepare } from "./prepare.ts";
import { openVirtualWorld, type VirtualWorld } from "./virtualWorld.ts";

let world: VirtualWorld | undefined;

afterEach(() => world?.stop());

const base = loadScenario("a100-nc-only");
const PUT = "PUT agentPools/nc";
const GET = "GET agentPools/nc";
const OFTEN = DEFAULT_PACING.capacityAttempts;

type Refusal = Scenario["refusals"][number];

function refused(on: string, status: number, code: string, rest: Partial<Refusal> = {}): Partial<Scenario> {
  const fromSeconds = on === GET ? 60 : 0;
  return { refusals: [{ of: "arm", on, status, code, message: `told as ${code}`, fromSeconds, ...rest }] };
}

function failing(code: string, rest: { times?: number; wrapper?: string | null } = {}): Partial<Scenario> {
  return { azure: { poolFailures: { nc: { code, message: `told as ${code}`, ...rest } } } };
}

interface Expected {
  finding?: FindingCode;
  puts: number;
}

async function outcomeOf(changes: Partial<Scenario>): Promise<{ findings: unknown; puts: number | undefined }> {
  const scenario = { ...base, ...changes };
  world = await openVirtualWorld(scenario);
  const { verdict, findings } = await prepare(world, scenario);
  expect(verdict).toBe(findings.length === 0 ? "ready" : "notReady");
  // Nodes that nobody could prepare are told as well.
  const aboutTheRest = findings.filter(({ subject }) => !subject.startsWith("node/"));
  return {
    findings: aboutTheRest.map(({ code, severity, subject, found, action }) => ({
      ...{ code, severity, subject },
      names: /told as (\w+)/.exec(found)?.[1],
      acts: action !== "",
    })),
    puts: world.simulators.writeLog.armAttempts()[PUT],
  };
}

function expected(code: string, { finding, puts }: Expected): { findings: unknown; puts: number } {
  const pool = { severity: "fail", subject: "pool/nc", names: code, acts: true };
  return { findings: finding === undefined ? [] : [{ code: finding, ...pool }], puts };
}

describe("when the pool is asked for", () => {
  it.each<[number, string, Partial<Refusal>, Expected]>([
    [429, "Throttled", { times: 2, retryAfterSeconds: 200 }, { puts: 3 }],
    [500, "InternalServerError", { times: 2 }, { puts: 3 }],
    [500, "InternalServerError", {}, { finding: "PoolFailed", puts: 10 }],
    [503, "ServiceUnavailable", { times: 2, retryAfterSeconds: 60 }, { puts: 3 }],
    [409, "OperationNotAllowed", { times: 12 }, { puts: 13 }],
    [409, "AKSOperationPreempted", { times: 12 }, { puts: 13 }],
    [400, "OperationNotAllowed", {}, { finding: "OperationConflict", puts: 1 }],
    [409, "AllocationFailed", { times: 1 }, { puts: 2 }],
    [409, "AllocationFailed", {}, { finding: "AllocationFailed", puts: OFTEN }],
    [400, "OverconstrainedZonalAllocationRequest", {}, { finding: "AllocationFailed", puts: OFTEN }],
    [400, "AKSCapacityHeavyUsage", {}, { finding: "AllocationFailed", puts: OFTEN }],
    [400, "QuotaExceeded", {}, { finding: "QuotaInsufficient", puts: 1 }],
    [400, "ErrCode_InsufficientVCPUQuota", {}, { finding: "QuotaInsufficient", puts: 1 }],
    [409, "SkuNotAvailable", {}, { finding: "SkuRestricted", puts: 1 }],
    [400, "InvalidParameter", {}, { finding: "PoolFailed", puts: 1 }],
    [403, "RequestDisallowedByPolicy", {}, { finding: "PoolFailed", puts: 1 }],
    [403, "AuthorizationFailed", {}, { finding: "MissingArmPermission", puts: 1 }],
    [412, "PreconditionFailed", {}, { finding: "PoolFailed", puts: 1 }],
  ])("%i %s %j", async (status, code, rest, wanted) => {
    expect(await outcomeOf(refused(PUT, status, code, rest))).toEqual(expected(code, wanted));
  });
});

describe("when the pool is looked at while it is being created", () => {
  it.each<[number, string, Partial<Refusal>, FindingCode | undefined]>([
    [429, "Throttled", { times: 4, retryAfterSeconds: 100 }, undefined],
    [500, "InternalServerError", { times: 3 }, undefined],
    [500, "InternalServerError", {}, "PoolFailed"],
    [503, "ServiceUnavailable", { times: 3 }, undefined],
    [409, "OperationNotAllowed", { times: 12 }, undefined],
    [409, "AKSOperationPreempted", { times: 12 }, undefined],
    [400, "InvalidParameter", {}, "PoolFailed"],
    [403, "AuthorizationFailed", {}, "MissingArmPermission"],
    [412, "PreconditionFailed", {}, "PoolFailed"],
  ])("%i %s %j", async (status, code, rest, finding) => {
    const wanted = { puts: 1, ...(finding === undefined ? {} : { finding }) };
    expect(await outcomeOf(refused(GET, status, code, rest))).toEqual(expected(code, wanted));
  });
});

describe("when Azure's operation on the pool fails with", () => {
  it.each<[string, { times?: number; wrapper?: string | null }, Expected]>([
    ["AllocationFailed", { times: 2 }, { puts: 3 }],
    ["AllocationFailed", {}, { finding: "AllocationFailed", puts: OFTEN }],
    ["ZonalAllocationFailed", {}, { finding: "AllocationFailed", puts: OFTEN }],
    ["OverconstrainedZonalAllocationRequest", {}, { finding: "AllocationFailed", puts: OFTEN }],
    ["AKSCapacityHeavyUsage", { wrapper: null }, { finding: "AllocationFailed", puts: OFTEN }],
    ["QuotaExceeded", {}, { finding: "QuotaInsufficient", puts: 1 }],
    ["ErrCode_InsufficientVCPUQuota", { wrapper: null }, { finding: "QuotaInsufficient", puts: 1 }],
    ["SkuNotAvailable", { wrapper: "ResourceOperationFailure" }, { finding: "SkuRestricted", puts: 1 }],
    ["OperationNotAllowed", { times: 6 }, { puts: 7 }],
    ["AKSOperationPreempted", { times: 6 }, { puts: 7 }],
    ["VMExtensionProvisioningError", {}, { finding: "PoolFailed", puts: 1 }],
  ])("%s %j", async (code, rest, wanted) => {
    expect(await outcomeOf(failing(code, rest))).toEqual(expected(code, wanted));
  });
});
