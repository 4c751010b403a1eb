/** Who may call what: every operation, with every kind of caller, where keys guard the API and where people sign in. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FrontDoor, principalOf } from "../../local/host/http/frontDoor.ts";
import type { Operation } from "../../src/http/operation.ts";
import { ROUTES } from "../../src/http/routes.ts";
import { openVirtualWorld, type VirtualWorld } from "../scenarios/virtualWorld.ts";
import { aRequest, aScenario, expectProblem, get } from "./apiCalls.ts";

const ADA = { id: "id-of-ada", name: "ada@example.org", roles: ["Lamplighter.Reader"] };
const GRACE = { id: "id-of-grace", name: "grace@example.org", roles: ["Lamplighter.Preparer"] };
const FORGED = { "x-ms-client-principal": principalOf({ ...GRACE, name: "mallory@example.org" }) };

/** Nothing is there under these names, and nothing is started: what counts is who is let in. */
function call(world: VirtualWorld, { method, route }: Operation, headers: Record<string, string>) {
  const url = `/api/${route.replaceAll(/\{\*?\w+\}/g, "nobody")}`;
  const body = method === "POST" ? { body: { nonsense: true } } : {};
  return world.host.request({ method, url, headers, ...body });
}

type Admittance = "let in" | 401 | 403;

async function admittance(...asked: Parameters<typeof call>): Promise<Admittance> {
  const { status } = await call(...asked);
  return status === 401 || status === 403 ? status : "let in";
}

const guarded = ROUTES.filter(({ role }) => role !== "anyone");
/** Chat asks for signatures of its own. */
const open = ROUTES.filter(({ role, tag }) => role === "anyone" && tag !== "Chat");

describe("where function keys guard the API", () => {
  let world: VirtualWorld;

  beforeAll(async () => {
    const frontDoor: FrontDoor = { kind: "function-keys", keys: ["the-key"] };
    world = await openVirtualWorld(aScenario(), { frontDoor });
  });

  afterAll(() => world.stop());

  it.each(guarded)("$name is for whoever holds a key, and nobody else", async (operation) => {
    expect(await admittance(world, operation, {})).toBe(401);
    expect(await admittance(world, operation, { "x-functions-key": "another" })).toBe(401);
    expect(await admittance(world, operation, FORGED)).toBe(401);
    expect(await admittance(world, operation, { "x-functions-key": "the-key" })).toBe("let in");
  });

  it.each(open)("$name is for anyone", async (operation) => {
    expect(await admittance(world, operation, {})).toBe("let in");
  });

  it("a name that a request gives itself is in no record", async () => {
    const key = { "x-functions-key": "the-key" };
    const started = await world.api("POST", "/api/preparations", aRequest(), { ...key, ...FORGED });
    expect(started.status).toBe(202);
    const { id } = started.body as { id: string };
    await world.api("POST", `/api/preparations/${id}/cancel`, {}, { ...key, ...FORGED });
    await world.runToEnd(aRequest().cluster);
    const holder = { id: "function-key", name: "the holder of a function key", via: "function-key" };
    const { body } = await get(world, `/api/preparations/${id}`);
    expect(body).toMatchObject({ verdict: "cancelled", startedBy: holder, cancelledBy: holder });
    expect(JSON.stringify(body)).not.toContain("mallory");
  });
});

describe("where people sign in", () => {
  const as = (token: string) => ({ authorization: `Bearer ${token}` });
  let world: VirtualWorld;

  beforeAll(async () => {
    const people = { ada: ADA, grace: GRACE, nobody: { id: "id-of-eve", name: "eve@example.org", roles: [] } };
    world = await openVirtualWorld(aScenario(), { frontDoor: { kind: "sign-in", people } });
  });

  afterAll(() => world.stop());

  it.each(guarded)("$name is for whoever has its role, $role", async (operation) => {
    const ofReaders = operation.role === "reader" ? "let in" : 403;
    expect(await admittance(world, operation, {})).toBe(401);
    expect(await admittance(world, operation, as("unknown"))).toBe(401);
    expect(await admittance(world, operation, { "x-functions-key": "the-key" })).toBe(401);
    expect(await admittance(world, operation, FORGED)).toBe(401);
    expect(await admittance(world, operation, as("nobody"))).toBe(403);
    expect(await admittance(world, operation, as("ada"))).toBe(ofReaders);
    expect(await admittance(world, operation, as("grace"))).toBe("let in");
  });

  it.each(open)("$name is for anyone", async (operation) => {
    expect(await admittance(world, operation, {})).toBe("let in");
  });

  it("a refusal says who lacks what", async () => {
    const refused = await world.api("POST", "/api/preparations", aRequest(), as("ada"));
    expectProblem(refused, 403, "Forbidden");
    expect(refused.body).toMatchObject({ detail: expect.stringMatching(/^ada@.*Lamplighter\.Preparer/) as string });
    expectProblem(await world.api("GET", "/api/catalog", undefined, { authorization: "" }), 401, "Unauthenticated");
  });

  it("a record says who started, whose plan was followed, and who cancelled", async () => {
    const planned = await world.api("POST", "/api/plans", aRequest(), as("ada"));
    const { hash: planHash } = planned.body as { hash: string };
    const started = await world.api("POST", "/api/preparations", aRequest({ planHash }), as("grace"));
    const { id } = started.body as { id: string };
    const grace = { id: GRACE.id, name: GRACE.name, via: "easyauth" };
    expect((await get(world, `/api/preparations/${id}`)).body).toMatchObject({ startedBy: grace, approvedBy: grace });
    await world.api("POST", `/api/preparations/${id}/cancel`, {}, as("grace"));
    await world.runToEnd(aRequest().cluster);
    const { body } = await get(world, `/api/preparations/${id}`);
    expect(body).toMatchObject({ verdict: "cancelled", startedBy: grace, approvedBy: grace, cancelledBy: grace });
  });
});
