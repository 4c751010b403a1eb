/** An API server that is not one, or no longer ours: what it answers costs a bounded amount and is never taken for an object. */
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { jsonResponse, type WireResponse } from "../../local/world/wire.ts";
import { listReleases } from "../../src/clients/helmReleases.ts";
import { readText } from "../../src/clients/wireBody.ts";
import { BINDINGS } from "./bindings.ts";
import { aClusterWorld, CLUSTER } from "./clusterWorld.ts";
import { scriptedApiServer } from "./scriptedApiServer.ts";

type Answers = Parameters<typeof scriptedApiServer>[0];

const NODE = { apiVersion: "v1", kind: "Node", name: "aks-h100-1" };
const NODES = { apiVersion: "v1", kind: "Node" };
const MIB = 1024 * 1024;

describe.each(BINDINGS)("a lying API server over $name", (binding) => {
  const stops: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  async function connectTo(answers: Answers) {
    const server = scriptedApiServer(answers);
    const world = await aClusterWorld(binding, { apiServer: server.handle });
    stops.push(async () => {
      await world.close();
    });
    return { kubernetes: await world.connections.connect(CLUSTER), requests: server.requests };
  }

  it("that answers without an end is hung up on", async () => {
    let sent = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        sent += MIB;
        yield Buffer.alloc(MIB, 0x20);
        await Promise.resolve();
      }
    }
    const body = (): WireResponse => ({
      status: 200,
      headers: { "content-type": "application/json" },
      body: endless(),
    });
    const { kubernetes } = await connectTo({ "GET /api/v1/nodes": body });
    await expect(kubernetes.list(NODES)).rejects.toMatchObject({ details: { code: "ApiServerUnreachable" } });
    expect(sent).toBeLessThan(100 * MIB);
  });

  it("that always has one more page is no list", async () => {
    const page = () => jsonResponse(200, { metadata: { continue: "more" }, items: [] });
    const { kubernetes, requests } = await connectTo({ "GET /api/v1/nodes": page });
    await expect(kubernetes.list(NODES)).rejects.toThrow(/the list has no end/);
    expect(requests.length).toBeLessThan(500);
  });

  it.each([
    ["nothing of an object", {}],
    ["a list", []],
    ["null", null],
    ["text", "<script>alert(1)</script>"],
    ["a name with a line of its own", { metadata: { name: "a\nERROR all is well" } }],
    ["a name that leads elsewhere", { metadata: { name: "../../secrets/x" } }],
    ["a name without an end", { metadata: { name: "a".repeat(MIB) } }],
    ["labels that are no texts", { metadata: { name: "a", labels: { "kubernetes.io/os": { $gt: "" } } } }],
  ])("that answers with %s is not believed", async (_what, item) => {
    const { kubernetes } = await connectTo({
      "GET /api/v1/nodes": () => jsonResponse(200, { items: [item] }),
      "GET /api/v1/nodes/aks-h100-1": () => jsonResponse(200, item),
    });
    const refusal = { details: { retry: "never" }, message: expect.stringMatching(/another shape/) as string };
    await expect(kubernetes.list(NODES)).rejects.toMatchObject(refusal);
    await expect(kubernetes.read(NODE)).rejects.toMatchObject(refusal);
  });

  it("asks for no more of a log than it reads", async () => {
    let asked: string | null = null;
    const { kubernetes } = await connectTo({
      "GET /api/v1/namespaces/ours/pods/probe/log": (_request, query) => {
        asked = query.get("limitBytes");
        return { status: 200, headers: { "content-type": "text/plain" }, body: "done" };
      },
    });
    expect(await kubernetes.readPodLog("ours", "probe")).toBe("done");
    expect(Number(asked)).toBeGreaterThan(MIB);
  });
});

it("a release that unpacks without an end is a failed one", async () => {
  const bomb = gzipSync(Buffer.alloc(64 * MIB)).toString("base64");
  const secret = {
    ...{ apiVersion: "v1", kind: "Secret" },
    metadata: { name: "sh.helm.release.v1.x.v1", namespace: "x", labels: { owner: "helm", name: "x", version: "1" } },
    data: { release: Buffer.from(bomb).toString("base64") },
  };
  const [release] = await listReleases({ list: () => Promise.resolve([secret]) } as never);
  expect(release).toMatchObject({ name: "x", status: "failed" });
});

it("a body is counted in bytes, whatever it comes as", async () => {
  for (const body of ["äää", Buffer.from("äää")]) {
    expect(await readText(body, 6)).toBe("äää");
    await expect(readText(body, 5)).rejects.toThrow("its answer is longer than 5 bytes");
  }
});
