/** An API server that lets nobody in without a certificate, as those of kubeadm and of AKS's local accounts do. */
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { generate } from "selfsigned";
import { afterEach, describe, expect, it } from "vitest";
import { createClusterReads } from "../../local/kubeconfig/clusterReads.ts";
import type { Certificate } from "../../local/world/certificate.ts";
import { openConnection } from "../../src/clients/kubernetesConnection.ts";
import { newCertificate } from "./bindings.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("a client certificate", () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  /** Answers its version and, on every path, whether a certificate came. */
  async function aServer(trusted: Certificate): Promise<{ server: string; authority: string }> {
    const own = await newCertificate();
    const options = { key: own.key, cert: own.certificate, ca: trusted.certificate, requestCert: true };
    const https = createServer({ ...options, rejectUnauthorized: true }, ({ socket }, response) => {
      const { authorized } = socket as TLSSocket;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ gitVersion: "v1.34.2+k3s1", authorized }));
    });
    await new Promise<void>((resolve) => https.listen(0, "127.0.0.1", resolve));
    closing.push(() => {
      https.close();
      https.closeAllConnections();
    });
    return { server: `https://127.0.0.1:${(https.address() as AddressInfo).port}`, authority: own.certificate };
  }

  function kubeconfigOf({ server, authority }: { server: string; authority: string }, user: object): string {
    return JSON.stringify({
      clusters: [{ name: "c", cluster: { server, "certificate-authority-data": base64(authority) } }],
      users: [{ name: "u", user }],
      contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
      "current-context": "x",
    });
  }

  /** One whom the server knows when it trusts their certificate itself. */
  async function aPerson() {
    const made = await generate([{ name: "commonName", value: "admin" }], {
      keyType: "ec",
      extensions: [
        { name: "basicConstraints", cA: true, critical: true },
        { name: "keyUsage", keyCertSign: true, digitalSignature: true, critical: true },
        { name: "extKeyUsage", clientAuth: true },
      ],
    });
    return {
      trusted: { key: made.private, certificate: made.cert },
      user: { "client-certificate-data": base64(made.cert), "client-key-data": base64(made.private) },
    };
  }

  it("of the kubeconfig that Azure hands out opens the API server to the app", async () => {
    const { trusted, user } = await aPerson();
    const kubeconfig = kubeconfigOf(await aServer(trusted), user);
    const { api } = openConnection({ kubeconfig, transport: undefined });
    expect(await api.send("GET", "/api/v1/nodes")).toMatchObject({ authorized: true });
  });

  it("opens it to simulated Azure beside the cluster too, which learns the cluster's version", async () => {
    const { trusted, user } = await aPerson();
    const { server, authority } = await aServer(trusted);
    const given = { file: "/config", context: "x", server, kubeconfig: kubeconfigOf({ server, authority }, user) };
    expect(await createClusterReads(given).version()).toBe("1.34.2");
  });

  it("that is another's is refused, and the server is named", async () => {
    const { trusted } = await aPerson();
    const { user } = await aPerson();
    const { server, authority } = await aServer(trusted);
    const given = { file: "/config", context: "x", server, kubeconfig: kubeconfigOf({ server, authority }, user) };
    await expect(createClusterReads(given).version()).rejects.toThrow(`The cluster at ${server} cannot be reached: `);
  });
});
