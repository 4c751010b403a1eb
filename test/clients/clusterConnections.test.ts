import { afterEach, describe, expect, it } from "vitest";
import { AKS_SERVER_AUDIENCE } from "../../local/azure/tokens.ts";
import { jsonResponse } from "../../local/world/wire.ts";
import { BINDINGS } from "./bindings.ts";
import { aClusterWorld, CLUSTER, type ClusterWorldOptions } from "./clusterWorld.ts";
import { scriptedApiServer, status } from "./scriptedApiServer.ts";

const NODE = { apiVersion: "v1", kind: "Node", name: "aks-h100-1" };

describe.each(BINDINGS)("ClusterConnections over $name", (binding) => {
  const worlds: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const world of worlds.splice(0)) await world.close();
  });

  async function aWorld(options: ClusterWorldOptions) {
    const world = await aClusterWorld(binding, options);
    worlds.push(world);
    return world;
  }

  it("bring the app's own Entra token, one for all requests", async () => {
    const authorizations: (string | undefined)[] = [];
    const server = scriptedApiServer({
      "GET /api/v1/nodes/aks-h100-1": ({ headers }) => {
        authorizations.push(headers["authorization"]);
        return jsonResponse(200, { ...NODE, metadata: { name: NODE.name } });
      },
    });
    const { connections, tokens, seen } = await aWorld({ apiServer: server.handle });
    const kubernetes = await connections.connect(CLUSTER);
    expect(await kubernetes.read(NODE)).toMatchObject({ metadata: { name: NODE.name } });
    await kubernetes.read(NODE);
    for (const header of authorizations) {
      expect(tokens.verifyBearer(header, [AKS_SERVER_AUDIENCE])).toMatchObject({ accepted: true });
    }
    expect(authorizations).toHaveLength(2);
    expect(seen.tokensIssued).toBe(1);
  });

  it("bring the local administrator's token when configured so", async () => {
    const server = scriptedApiServer({
      "GET /api/v1/nodes/aks-h100-1": ({ headers }) =>
        jsonResponse(200, { metadata: { name: NODE.name }, authorization: headers["authorization"] }),
    });
    const { connections } = await aWorld({ apiServer: server.handle, mode: "admin" });
    const kubernetes = await connections.connect(CLUSTER);
    expect(await kubernetes.read(NODE)).toMatchObject({ authorization: "Bearer static-token-of-admin" });
  });

  it("are kept, whatever the spelling of the cluster", async () => {
    const { connections, seen } = await aWorld({ apiServer: scriptedApiServer({}).handle });
    const [first, second] = await Promise.all([
      connections.connect(CLUSTER),
      connections.connect({ ...CLUSTER, resourceGroup: "AI" }),
    ]);
    expect(second).toBe(first);
    expect(seen.armRequests).toBe(1);
  });

  it("are made anew after the API server refused the token", async () => {
    const server = scriptedApiServer({
      "GET /api/v1/nodes/aks-h100-1": () => status(401, "Unauthorized", "Unauthorized"),
    });
    const { connections, seen } = await aWorld({ apiServer: server.handle });
    const kubernetes = await connections.connect(CLUSTER);
    await expect(kubernetes.read(NODE)).rejects.toMatchObject({ details: { code: "TokenRejected", retry: "soon" } });
    const renewed = await connections.connect(CLUSTER);
    expect(renewed).not.toBe(kubernetes);
    expect(seen.armRequests).toBe(2);
    await expect(renewed.read(NODE)).rejects.toMatchObject({ details: { code: "TokenRejected" } });
    expect(seen.tokensIssued).toBe(2);
  });

  it("are made anew after the API server could not be reached, and the fault says why", async () => {
    const { connections, seen, stopApiServer } = await aWorld({ apiServer: scriptedApiServer({}).handle });
    const kubernetes = await connections.connect(CLUSTER);
    await stopApiServer();
    await expect(kubernetes.read(NODE)).rejects.toMatchObject({
      message: expect.stringMatching(
        /^GET Node aks-h100-1 got no answer from https:.*: the connection was refused/,
      ) as string,
      details: { code: "ApiServerUnreachable", retry: "soon" },
    });
    expect(await connections.connect(CLUSTER)).not.toBe(kubernetes);
    expect(seen.armRequests).toBe(2);
  });

  it("name the cluster that Azure does not know, and ask again the next time", async () => {
    const { connections, seen } = await aWorld({ apiServer: scriptedApiServer({}).handle });
    const missing = { ...CLUSTER, name: "gone" };
    for (const attempt of [1, 2]) {
      await expect(connections.connect(missing)).rejects.toMatchObject({
        details: { operation: "POST managedClusters/gone/listClusterUserCredential", status: 404, retry: "never" },
      });
      expect(seen.armRequests).toBe(attempt);
    }
  });
});
