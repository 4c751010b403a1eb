/** Calls of the app's API in a virtual world, and what a caller can count on in every refusal. */
import { expect } from "vitest";
import type { ApiAnswer } from "../../local/appApi.ts";
import { loadScenario, type Scenario } from "../../local/scenarios/scenario.ts";
import type { VirtualWorld } from "../scenarios/virtualWorld.ts";

/** One small pool on an otherwise empty cluster: the shortest run there is. */
export function aScenario(): Scenario {
  return { ...loadScenario("h100-self-managed"), request: aRequest() };
}

const CLUSTER = {
  subscriptionId: "6f1d3c1e-7c34-4a5b-9d0e-2f4f6f1f0a11",
  resourceGroup: "llm-serving",
  name: "aks-llm-d",
};

export type RequestBody = Scenario["request"] & { nodePools: Record<string, unknown>[] };

export function aRequest(changes: Record<string, unknown> = {}): RequestBody {
  const pool = { name: "a100", vmSize: "Standard_NC24ads_A100_v4", count: 1, osSku: "Ubuntu2204" };
  return { cluster: CLUSTER, profile: "self-managed", nodePools: [pool], ...changes };
}

export async function post(
  world: VirtualWorld,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<ApiAnswer & { body: Record<string, unknown> }> {
  const typed = { "content-type": "application/json", ...headers };
  const answer = await world.host.request({ method: "POST", url: "/api/preparations", body, headers: typed });
  return { status: answer.status, headers: answer.headers, body: answer.json() as Record<string, unknown> };
}

export async function get<T = Record<string, unknown>>(
  world: VirtualWorld,
  path: string,
): Promise<{ status: number; headers: Record<string, string>; body: T }> {
  const answer = await world.api("GET", path);
  return { ...answer, body: answer.body as T };
}

/** A refusal is a problem document that names itself and says what to do. */
export function expectProblem(answer: ApiAnswer, status: number, code: string): void {
  expect(answer.status).toBe(status);
  expect(answer.headers["content-type"]).toBe("application/problem+json");
  const body = answer.body as Record<string, unknown>;
  expect(body).toMatchObject({ type: `https://lamplighter.dev/problems/${code}`, status, code });
  for (const text of ["title", "detail", "action"]) expect(body[text]).toMatch(/\w/);
}
