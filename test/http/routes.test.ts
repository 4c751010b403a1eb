/** The routes that need no run: catalogue, health, and what is not there. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { openVirtualWorld, type VirtualWorld } from "../scenarios/virtualWorld.ts";
import { aScenario, expectProblem, get } from "./apiCalls.ts";

let world: VirtualWorld;

beforeAll(async () => {
  world = await openVirtualWorld(aScenario());
});

afterAll(() => world.stop());

describe("the catalogue", () => {
  it("has the sets of versions that are known to work, and says which is taken unless another is named", async () => {
    const { body } = await get<{ versions: unknown }>(world, "/api/catalog");
    expect(body.versions).toMatchObject({
      default: "guide-2026-06",
      sets: {
        "guide-2026-06": { networkOperator: "v25.7.0", docaDriver: "doca3.1.0-25.07-0.9.7.0-0" },
        "azure-2026-08": { networkOperator: "v26.4.0", docaDriver: "doca3.4.0-26.04-0.8.6.0-0" },
      },
    });
  });

  const everySize = [
    { path: "inference-scheduling", nodes: 1 },
    { path: "precise-prefix-cache-aware", nodes: 1 },
  ];
  const disaggregation = { path: "pd-disaggregation", nodes: 2 };

  it("is the guide's table", async () => {
    const { status, body } = await get<{ sizes: Record<string, unknown>[] }>(world, "/api/catalog");
    expect(status).toBe(200);
    const table = body.sizes.map(({ vmSize, gpu, gpus, memoryGbEach, memoryGbTotal, rdma }) => [
      vmSize,
      gpu,
      gpus,
      memoryGbEach,
      memoryGbTotal,
      rdma !== 0,
    ]);
    expect(table).toEqual([
      ["Standard_NC24ads_A100_v4", "A100", 1, 80, 80, false],
      ["Standard_ND96asr_v4", "A100", 8, 40, 320, true],
      ["Standard_ND96amsr_A100_v4", "A100", 8, 80, 640, true],
      ["Standard_ND96isr_H100_v5", "H100", 8, 80, 640, true],
      ["Standard_ND96isr_H200_v5", "H200", 8, 141, 1128, true],
    ]);
    expect(body.sizes.map(({ paths }) => paths)).toEqual([
      everySize,
      everySize,
      everySize,
      [...everySize, { ...disaggregation, note: expect.stringContaining("--max-model-len=4500") as string }],
      [...everySize, disaggregation, { path: "wide-ep-lws", nodes: 4 }],
    ]);
  });
});

describe("health", () => {
  it("tells the version, and that this world is simulated", async () => {
    const { status, body } = await get(world, "/api/health");
    expect(status).toBe(200);
    expect(body).toEqual({ status: "ok", version: packageJson.version, live: false });
  });
});

describe("what is not there", () => {
  it.each([
    ["GET", "/api/preparation"],
    ["GET", "/api/preparations/x/y"],
    ["DELETE", "/api/nothing"],
    ["GET", "/api"],
  ])("%s %s is not found, and the answer says where to look", async (method, path) => {
    const answer = await world.api(method, path);
    expectProblem(answer, 404, "NoSuchRoute");
    expect(answer.body).toMatchObject({ action: expect.stringContaining("/api/docs") as string });
  });

  it.each([
    ["DELETE", "/api/preparations", "POST, GET"],
    ["PUT", "/api/preparations/x", "GET"],
    ["POST", "/api/catalog", "GET"],
    ["GET", "/api/plans", "POST"],
  ])("%s %s is not allowed, and the answer says what is", async (method, path, allow) => {
    const answer = await world.api(method, path);
    expectProblem(answer, 405, "MethodNotAllowed");
    expect(answer.headers["allow"]).toBe(allow);
  });

  it("outside of /api is the platform's to answer", async () => {
    expect(await world.api("GET", "/")).toMatchObject({ status: 404, body: "" });
  });
});
