import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { HttpMethod, RequestContext } from "@kubernetes/client-node";
import { afterEach, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { openConnection } from "../../src/clients/kubernetesConnection.ts";
import { createHttpApi } from "../../src/clients/kubernetesTransport.ts";
import { newCertificate } from "./bindings.ts";

describe("client-node's requests", () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  async function aServer(answer: RequestListener) {
    const { key, certificate } = await newCertificate();
    const server = createHttpsServer({ key, cert: certificate }, answer);
    const seen = { connections: 0 };
    server.on("secureConnection", () => {
      seen.connections += 1;
    });
    return { seen, certificate, url: `https://127.0.0.1:${await portOf(server)}` };
  }

  async function portOf(server: Pick<Server, "listen" | "close" | "closeAllConnections" | "address">): Promise<number> {
    closing.push(() => {
      server.close();
      server.closeAllConnections();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
  }

  function kubeconfigFor(server: string, authority: string, user: object = { token: "t" }): string {
    return stringify({
      clusters: [
        { name: "c", cluster: { server, "certificate-authority-data": Buffer.from(authority).toString("base64") } },
      ],
      users: [{ name: "u", user }],
      contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
      "current-context": "x",
    });
  }

  it("share connections", async () => {
    const { seen, certificate, url } = await aServer((_request, response) => void response.end("{}"));
    const { api } = openConnection({ kubeconfig: kubeconfigFor(url, certificate), transport: undefined });
    for (let request = 0; request < 20; request++) await api.send("GET", "/api/v1/nodes");
    // A connection may still be finishing one request when the next begins.
    expect(seen.connections).toBeLessThan(10);
  });

  it("trust only the authority of the kubeconfig", async () => {
    const { url } = await aServer((_request, response) => void response.end("{}"));
    const other = await newCertificate();
    const { api } = openConnection({ kubeconfig: kubeconfigFor(url, other.certificate), transport: undefined });
    await expect(api.send("GET", "/api/v1/nodes")).rejects.toMatchObject({
      name: "NetworkFailure",
      message: expect.stringMatching(/^its certificate was not accepted/) as string,
    });
  });

  it("never run the program that a kubeconfig names", async () => {
    const { certificate, url } = await aServer(
      (request, response) => void response.end(JSON.stringify(request.headers)),
    );
    const exec = { apiVersion: "client.authentication.k8s.io/v1beta1", command: "/nonexistent/kubelogin" };
    const { api } = openConnection({
      kubeconfig: kubeconfigFor(url, certificate, { exec }),
      bearerToken: () => Promise.resolve("ours"),
      transport: undefined,
    });
    expect(await api.send("GET", "/api/v1/nodes")).toMatchObject({ authorization: "Bearer ours" });
  });

  it("never quote a kubeconfig or an answer that cannot be read", async () => {
    const broken = "users: [{name: u, user: {token: secret-token}}";
    expect(() => openConnection({ kubeconfig: broken, transport: undefined })).toThrow(
      /^The kubeconfig cannot be read$/,
    );
    const { certificate, url } = await aServer((_request, response) => void response.end("secret-token"));
    const { api } = openConnection({ kubeconfig: kubeconfigFor(url, certificate), transport: undefined });
    await expect(api.send("GET", "/api/v1/nodes")).rejects.toThrow(/^its answer is not JSON$/);
  });

  it.each(["without an answer", "in the middle of an answer"])("give up in the end, %s", async (when) => {
    const server = createHttpServer((_request, response) => {
      if (when === "in the middle of an answer") response.write("{");
    });
    const url = `http://127.0.0.1:${await portOf(server)}`;
    const httpApi = createHttpApi({ transport: undefined, timeoutMs: 100 });
    await expect(httpApi.send(new RequestContext(url, HttpMethod.GET)).toPromise()).rejects.toThrow(
      "no answer within 0.1 s",
    );
  });

  it("give up over a transport too", async () => {
    const hangs = createHttpApi({
      transport: ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener("abort", () => reject(signal.reason as Error));
        }),
      timeoutMs: 1,
    });
    await expect(hangs.send(new RequestContext("https://x.test", HttpMethod.GET)).toPromise()).rejects.toThrow(
      "no answer within 0.001 s",
    );
  });
});
