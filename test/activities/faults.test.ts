/** Whatever goes wrong reaches an orchestrator as data: classified, with a time to wait when one is known, and without secrets. */
import { describe, expect, it } from "vitest";
import type { Fault, Settled } from "../../src/domain/outcome.ts";
import { aRequest } from "../support/preparationRequests.ts";
import { type ActivityWorld, anActivityWorld, aRun } from "./activityWorld.ts";
import type { Trouble } from "./interference.ts";

const pools = { ...aRun(), pools: [], profile: "self-managed" as const };

async function faultOf(
  trouble: Trouble,
  call: (world: ActivityWorld) => Promise<Settled<unknown>> = (world) =>
    world.activities.readNodePool({ ...aRun(), pool: "a100" }),
): Promise<Fault> {
  const world = anActivityWorld();
  world.trouble(trouble);
  const settled = await call(world);
  if (settled.ok) throw new Error("It went well");
  return settled.fault;
}

const azureError = (code: string) => JSON.stringify({ error: { code, message: "the reason" } });

describe("a fault of Azure", () => {
  it.each([
    [429, "Throttled", "soon"],
    [409, "OperationNotAllowed", "soon"],
    [503, "ServerTimeout", "soon"],
    [409, "AllocationFailed", "slowly"],
    [400, "QuotaExceeded", "never"],
    [400, "InvalidParameter", "never"],
  ] as const)("%s %s is to be tried %s", async (status, code, retry) => {
    const fault = await faultOf({ on: "GET /agentPools/a100", as: status, body: azureError(code) });
    expect(fault).toMatchObject({ code, retry, operation: "readNodePool: GET agentPools/a100" });
    expect(fault.message).toContain("the reason");
  });

  it("says how long Azure wants to be left alone", async () => {
    const headers = { "retry-after": "90" };
    const fault = await faultOf({ on: "GET /agentPools/a100", as: 429, headers, body: azureError("Throttled") });
    expect(fault).toMatchObject({ retry: "soon", retryAfterSeconds: 90 });
  });

  it("that is a broken connection is to be tried soon", async () => {
    expect(
      await faultOf({ on: "GET /agentPools", as: "lostRequest" }, (world) => world.activities.checkPools(pools)),
    ).toMatchObject({ retry: "soon" });
  });
});

describe("a fault of Kubernetes", () => {
  const openRun = (world: ActivityWorld) => world.activities.openRun({ ...aRun(), namespaces: ["lamplighter-system"] });
  const status = (reason: string, code: number) =>
    JSON.stringify({ kind: "Status", apiVersion: "v1", status: "Failure", reason, code, message: "the reason" });

  it.each([
    [403, "Forbidden", "never"],
    [429, "TooManyRequests", "soon"],
    [500, "InternalError", "soon"],
  ] as const)("%s %s is to be tried %s", async (code, reason, retry) => {
    const fault = await faultOf({ on: "GET /api/v1/namespaces", as: code, body: status(reason, code) }, openRun);
    expect(fault).toMatchObject({ code: reason, retry });
  });

  it("names the server that cannot be reached", async () => {
    const fault = await faultOf({ on: "GET /api", as: "lostRequest" }, openRun);
    expect(fault).toMatchObject({ code: "ApiServerUnreachable", retry: "soon" });
  });
});

describe("an answer that cannot be read", () => {
  it("is a fault that quotes nothing of it: a kubeconfig holds a token", async () => {
    const secret = "token-that-nobody-may-see";
    const value = Buffer.from(`users: [{name: app, user: {token: ${secret}}}, {{{`).toString("base64");
    const fault = await faultOf(
      {
        on: "POST /listClusterUserCredential",
        as: 200,
        body: JSON.stringify({ kubeconfigs: [{ name: "k", value }] }),
        headers: { "content-type": "application/json" },
      },
      (world) => world.activities.planPreparation({ preparationId: "prep-1", request: aRequest() }),
    );
    expect(JSON.stringify(fault)).not.toContain(secret);
    expect(JSON.stringify(fault)).not.toContain(value);
    expect(fault.retry).toBe("never");
  });
});

describe("a bug of ours", () => {
  it("is a fault too, never an exception", async () => {
    const settled = await anActivityWorld().activities.readPoolNodes(undefined as never);
    expect(settled).toMatchObject({
      ok: false,
      fault: { code: "InternalError", retry: "never", operation: "readPoolNodes" },
    });
  });
});
