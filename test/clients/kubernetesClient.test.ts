import { describe, expect, it } from "vitest";
import { jsonResponse } from "../../local/world/wire.ts";
import { BINDINGS } from "./bindings.ts";
import { aClusterWorld, CLUSTER } from "./clusterWorld.ts";
import { notFound, scriptedApiServer, status } from "./scriptedApiServer.ts";

const [, inProcess] = BINDINGS;
const POLICY = {
  apiVersion: "mellanox.com/v1alpha1",
  kind: "NicClusterPolicy",
  metadata: { name: "nic-cluster-policy" },
  spec: { ofedDriver: { version: "1" } },
};
const POLICY_PATH = "/apis/mellanox.com/v1alpha1/nicclusterpolicys/nic-cluster-policy";
const POD = { apiVersion: "v1", kind: "Pod", metadata: { name: "probe", namespace: "lamplighter-system" }, spec: {} };
const PODS = "/api/v1/namespaces/lamplighter-system/pods";

async function connectTo(server: ReturnType<typeof scriptedApiServer>) {
  if (inProcess === undefined) throw new Error("there is no in-process binding");
  const { connections } = await aClusterWorld(inProcess, { apiServer: server.handle });
  return connections.connect(CLUSTER);
}

function text(body: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(body));
}

describe("listing", () => {
  it("reads all pages and names the kind of every item", async () => {
    const queries: string[] = [];
    const server = scriptedApiServer({
      "GET /api/v1/nodes": (_request, query) => {
        queries.push(query.toString());
        const next = query.get("continue") === null ? { continue: "page-2" } : {};
        return jsonResponse(200, { items: [{ metadata: { name: `n${queries.length}` } }], metadata: next });
      },
    });
    const kubernetes = await connectTo(server);
    const found = await kubernetes.list({ apiVersion: "v1", kind: "Node", labelSelector: "pool in (a,b)" });
    expect(found).toEqual([
      { apiVersion: "v1", kind: "Node", metadata: { name: "n1" } },
      { apiVersion: "v1", kind: "Node", metadata: { name: "n2" } },
    ]);
    expect(queries).toEqual([
      "limit=500&labelSelector=pool+in+%28a%2Cb%29",
      "limit=500&continue=page-2&labelSelector=pool+in+%28a%2Cb%29",
    ]);
  });

  it("starts again when its continue token has expired", async () => {
    let calls = 0;
    const server = scriptedApiServer({
      "GET /api/v1/nodes": (_request, query) => {
        calls += 1;
        if (query.get("continue") !== null && calls === 2) return status(410, "Expired", "too old");
        const next = query.get("continue") === null ? { continue: "next" } : {};
        return jsonResponse(200, { items: [{ metadata: { name: `n${calls}` } }], metadata: next });
      },
    });
    const kubernetes = await connectTo(server);
    const names = (await kubernetes.list({ apiVersion: "v1", kind: "Node" })).map(({ metadata }) => metadata.name);
    expect(names).toEqual(["n3", "n4"]);
  });

  it("gives up when it can never finish", async () => {
    const server = scriptedApiServer({
      "GET /api/v1/nodes": (_request, query) =>
        query.get("continue") === null
          ? jsonResponse(200, { items: [], metadata: { continue: "next" } })
          : status(410, "Expired", "too old"),
    });
    const kubernetes = await connectTo(server);
    await expect(kubernetes.list({ apiVersion: "v1", kind: "Node" })).rejects.toMatchObject({
      details: { code: "Expired", retry: "soon", operation: "LIST Node" },
    });
  });

  it("of a kind that the cluster does not serve is empty", async () => {
    const kubernetes = await connectTo(scriptedApiServer({}));
    expect(await kubernetes.list({ apiVersion: "mellanox.com/v1alpha1", kind: "NicClusterPolicy" })).toEqual([]);
  });
});

describe("applying", () => {
  it("sees a kind as soon as the cluster serves it", async () => {
    const server = scriptedApiServer({
      [`PATCH ${POLICY_PATH}`]: ({ headers, body }, query) =>
        jsonResponse(200, { ...(text(body) as object), sent: [headers["content-type"], query.toString()] }),
    });
    const kubernetes = await connectTo(server);
    expect(await kubernetes.apply(POLICY)).toBe("kindMissing");
    server.crds.add("MacvlanNetwork");
    expect(await kubernetes.apply(POLICY)).toBe("kindMissing");
    server.crds.add("NicClusterPolicy");
    expect(await kubernetes.apply(POLICY)).toEqual({
      ...POLICY,
      sent: ["application/apply-patch+yaml", "fieldManager=lamplighter&force=true"],
    });
  });

  it("says so when a known kind is served no longer", async () => {
    const server = scriptedApiServer({ [`PATCH ${POLICY_PATH}`]: notFound });
    server.crds.add("NicClusterPolicy");
    const kubernetes = await connectTo(server);
    expect(await kubernetes.apply(POLICY)).toBe("kindMissing");
  });

  it("into a namespace that is not there is a fault", async () => {
    const missing = () => status(404, "NotFound", 'namespaces "x" not found', { kind: "namespaces", name: "x" });
    const kubernetes = await connectTo(scriptedApiServer({ [`PATCH ${PODS}/probe`]: missing }));
    await expect(kubernetes.apply(POD)).rejects.toMatchObject({
      message: 'APPLY Pod lamplighter-system/probe was refused with 404 NotFound: namespaces "x" not found',
    });
  });

  it("asks for the kinds of a group once, however many calls start together", async () => {
    const server = scriptedApiServer({ [`PATCH ${PODS}/probe`]: () => jsonResponse(200, POD) });
    const kubernetes = await connectTo(server);
    await Promise.all([kubernetes.apply(POD), kubernetes.apply(POD), kubernetes.apply(POD)]);
    expect(server.requests.filter((route) => route === "GET /api/v1")).toHaveLength(1);
  });
});

describe("creating", () => {
  it("tells an object that exists from every other conflict", async () => {
    let reason = "AlreadyExists";
    const kubernetes = await connectTo(scriptedApiServer({ [`POST ${PODS}`]: () => status(409, reason, "why") }));
    expect(await kubernetes.create(POD)).toBe("exists");
    reason = "Conflict";
    await expect(kubernetes.create(POD)).rejects.toMatchObject({ details: { code: "Conflict", retry: "soon" } });
  });

  it("of a kind that the cluster does not serve yet is worth another try", async () => {
    const kubernetes = await connectTo(scriptedApiServer({}));
    await expect(kubernetes.create(POLICY)).rejects.toMatchObject({
      details: { code: "CrdNotEstablished", retry: "soon", operation: "CREATE NicClusterPolicy nic-cluster-policy" },
    });
  });
});

describe("reading", () => {
  it("gives an object as the API server sent it", async () => {
    const node = {
      apiVersion: "v1",
      kind: "Node",
      metadata: { name: "n", creationTimestamp: "2026-09-01T08:00:00Z" },
      status: { aFieldOfTomorrow: { x: null } },
    };
    const kubernetes = await connectTo(scriptedApiServer({ "GET /api/v1/nodes/n": () => jsonResponse(200, node) }));
    expect(await kubernetes.read({ apiVersion: "v1", kind: "Node", name: "n" })).toEqual(node);
  });

  it("a log is undefined until the container has started, and when the pod is gone", async () => {
    const answers = [
      status(400, "BadRequest", 'container "probe" in pod "probe" is waiting to start: ContainerCreating'),
      { status: 200, headers: { "content-type": "text/plain" }, body: '{"looks": "like JSON"}\n' },
      status(404, "NotFound", 'pods "probe" not found'),
      status(400, "BadRequest", "a container name must be specified for pod probe"),
    ];
    const server = scriptedApiServer({ [`GET ${PODS}/probe/log`]: () => answers.shift() ?? notFound() });
    const kubernetes = await connectTo(server);
    expect(await kubernetes.readPodLog("lamplighter-system", "probe")).toBeUndefined();
    expect(await kubernetes.readPodLog("lamplighter-system", "probe")).toBe('{"looks": "like JSON"}\n');
    expect(await kubernetes.readPodLog("lamplighter-system", "probe")).toBeUndefined();
    await expect(kubernetes.readPodLog("lamplighter-system", "probe")).rejects.toMatchObject({
      details: { code: "BadRequest", retry: "never" },
    });
  });
});
