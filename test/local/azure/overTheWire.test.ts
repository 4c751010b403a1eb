import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ContainerServiceClient } from "@azure/arm-containerservice";
import { TableClient } from "@azure/data-tables";
import { ManagedIdentityCredential } from "@azure/identity";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createIdentitySimulator, SYSTEM_ASSIGNED_OBJECT_ID } from "../../../local/azure/identitySimulator.ts";
import { createTablesSimulator } from "../../../local/azure/tables/tablesSimulator.ts";
import { AKS_SERVER_AUDIENCE, createTokens } from "../../../local/azure/tokens.ts";
import { loopbackCertificate, trustCertificate } from "../../../local/world/certificate.ts";
import { createVirtualClock } from "../../../local/world/clock.ts";
import { type Listener, listen } from "../../../local/world/httpBinding.ts";
import { aWorld, CLUSTER, GROUP, H100, SUBSCRIPTION } from "./azureWorld.ts";

const SECRET = "identity-secret";

describe("the real credential and clients over loopback", () => {
  const world = aWorld();
  const { tokens } = world;
  const identity = createIdentitySimulator({ tokens, secret: SECRET, userAssigned: { "client-1": "object-1" } });
  const listeners: Listener[] = [];
  let armUrl = "";
  let tablesUrl = "";

  beforeAll(async () => {
    const certificate = await loopbackCertificate(mkdtempSync(join(tmpdir(), "wire-")));
    trustCertificate(certificate);
    const arm = await listen(world.arm.handle, { certificate });
    const tables = await listen(createTablesSimulator(world).handle, { certificate });
    const tokenEndpoint = await listen(identity.handle);
    listeners.push(arm, tables, tokenEndpoint);
    armUrl = arm.url;
    tablesUrl = tables.url;
    process.env["IDENTITY_ENDPOINT"] = `${tokenEndpoint.url}/msi/token`;
    process.env["IDENTITY_HEADER"] = SECRET;
  });

  afterAll(async () => {
    delete process.env["IDENTITY_ENDPOINT"];
    delete process.env["IDENTITY_HEADER"];
    await Promise.all(listeners.map((listener) => listener.close()));
  });

  it("gives a managed identity a token for the Kubernetes API of AKS clusters", async () => {
    const token = await new ManagedIdentityCredential().getToken(`${AKS_SERVER_AUDIENCE}/.default`);
    expect(tokens.verify(token.token, [AKS_SERVER_AUDIENCE])).toMatchObject({
      accepted: true,
      claims: { oid: SYSTEM_ASSIGNED_OBJECT_ID },
    });
    expect(token.expiresOnTimestamp).toBeGreaterThan(Date.now());
  });

  it("knows user-assigned identities by client id, and refuses another", async () => {
    const scope = "https://management.azure.com/.default";
    const { token } = await new ManagedIdentityCredential({ clientId: "client-1" }).getToken(scope);
    expect(tokens.verify(token, ["https://management.azure.com"])).toMatchObject({ claims: { oid: "object-1" } });
    const unknown = new ManagedIdentityCredential({ clientId: "client-2" }).getToken(scope);
    await expect(unknown).rejects.toThrow(/client-2|managed identity/i);
  });

  it("lets ContainerServiceClient create a pool over HTTPS", async () => {
    const client = new ContainerServiceClient(new ManagedIdentityCredential(), SUBSCRIPTION, { endpoint: armUrl });
    const poller = client.agentPools.createOrUpdate(GROUP, CLUSTER, "h100", { count: 1, vmSize: H100 });
    await poller.submitted();
    expect(await client.agentPools.get(GROUP, CLUSTER, "h100")).toMatchObject({ provisioningState: "Creating" });
    await world.passUntil(1000);
    expect(await poller.pollUntilDone()).toMatchObject({ provisioningState: "Succeeded" });
  });

  it("lets TableClient write and read over HTTPS", async () => {
    const table = new TableClient(tablesUrl, "clusters", new ManagedIdentityCredential());
    await table.createTable();
    await table.submitTransaction([["upsert", { partitionKey: "p", rowKey: "it's", value: 1 }]]);
    expect(await table.getEntity("p", "it's")).toMatchObject({ value: 1 });
  });
});

describe("the identity endpoint", () => {
  const tokens = createTokens({ clock: createVirtualClock({ startAt: 0 }), lifetimeMs: 60_000 });
  const { handle } = createIdentitySimulator({ tokens, secret: SECRET });
  const known = "resource=https://storage.azure.com&api-version=2019-08-01";

  function get(query: string, headers: Record<string, string> = { "x-identity-header": SECRET }) {
    return handle({ method: "GET", url: `http://127.0.0.1/msi/token?${query}`, headers, body: new Uint8Array() });
  }

  it("answers as App Service does", async () => {
    const { status, body } = await get(known);
    expect(status).toBe(200);
    expect(JSON.parse(body as string)).toMatchObject({
      ...{ expires_on: "60", resource: "https://storage.azure.com", token_type: "Bearer" },
    });
  });

  it.each([
    ["a request without the secret", known, {}, 401, "X-IDENTITY-HEADER"],
    ["another api-version", known.replace("2019", "2017"), undefined, 400, "2017-08-01"],
    [
      "an unknown resource",
      known.replace("storage.azure.com", "graph.example"),
      undefined,
      400,
      "https://graph.example",
    ],
    ["an unknown parameter", `${known}&tenant=x`, undefined, 400, "tenant"],
  ])("refuses %s", async (_, query, headers, status, named) => {
    const response = await get(query, headers);
    expect(response.status).toBe(status);
    expect(response.body).toContain(named);
  });
});

describe("tokens", () => {
  it("end by the simulated clock", async () => {
    const clock = createVirtualClock({ startAt: 0 });
    const tokens = createTokens({ clock, lifetimeMs: 60_000 });
    const { token } = tokens.issue("https://storage.azure.com/", "me");
    expect(tokens.verify(token, ["https://storage.azure.com"])).toMatchObject({ accepted: true });
    await new Promise<void>((resolve) => clock.setTimer(60_000, resolve));
    expect(tokens.verify(token, ["https://storage.azure.com"])).toMatchObject({
      accepted: false,
      reason: expect.stringContaining("expired") as string,
    });
  });

  it("are refused when their claims were altered", () => {
    const tokens = createTokens({ clock: createVirtualClock({ startAt: 0 }) });
    const [header, claims = "", signature] = tokens.issue("https://storage.azure.com", "me").token.split(".");
    const altered = Buffer.from(claims, "base64url").toString().replace('"me"', '"you"');
    const forged = [header, Buffer.from(altered).toString("base64url"), signature].join(".");
    expect(tokens.verify(forged, ["https://storage.azure.com"])).toMatchObject({ accepted: false });
  });
});
