import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { readKubeconfig } from "../../../local/kubeconfig/readKubeconfig.ts";

const SERVER = "https://10.0.0.1:6443";

interface Given {
  user?: Record<string, unknown>;
  cluster?: Record<string, unknown>;
  files?: Record<string, string>;
}

function aKubeconfig({ user = { token: "t0ken" }, cluster = {}, files = {} }: Given = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "kubeconfig-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const file = join(folder, "config");
  const kubeconfig = {
    "current-context": "mine",
    contexts: [
      { name: "other", context: { cluster: "none", user: "none" } },
      { name: "mine", context: { cluster: "c", user: "u" } },
    ],
    clusters: [{ name: "c", cluster: { server: SERVER, ...cluster } }],
    users: [{ name: "u", user }],
  };
  writeFileSync(file, stringify(kubeconfig));
  return file;
}

function handedOut(file: string) {
  const { clusters, users } = JSON.parse(readKubeconfig(file).kubeconfig) as {
    clusters: { cluster: unknown }[];
    users: { user: unknown }[];
  };
  return { cluster: clusters[0]?.cluster, user: users[0]?.user };
}

const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("a kubeconfig", () => {
  test("is handed out as its current context alone, with how the server is reached", () => {
    const cluster = { "certificate-authority-data": "Q0E=", "tls-server-name": "api.internal" };
    expect(readKubeconfig(aKubeconfig({ cluster }))).toMatchObject({ server: SERVER, context: "mine" });
    expect(handedOut(aKubeconfig({ cluster }))).toEqual({
      cluster: { server: SERVER, ...cluster },
      user: { token: "t0ken" },
    });
  });

  test("has the files that it names put into it", () => {
    const file = aKubeconfig({
      cluster: { "certificate-authority": "ca.pem" },
      user: { "client-certificate": "me.pem", "client-key": "me.key" },
      files: { "ca.pem": "CA", "me.pem": "CERTIFICATE", "me.key": "KEY" },
    });
    expect(handedOut(file)).toEqual({
      cluster: { server: SERVER, "certificate-authority-data": base64("CA") },
      user: { "client-certificate-data": base64("CERTIFICATE"), "client-key-data": base64("KEY") },
    });
    expect(handedOut(aKubeconfig({ user: { tokenFile: "token" }, files: { token: "abc\n" } })).user).toEqual({
      token: "abc",
    });
  });

  test.each([
    [{ exec: { command: "kubelogin", args: [] } }, /user u gets its credentials from a program \(kubelogin\)/],
    [{ "auth-provider": { name: "azure" } }, /from a program \(azure\), and no program is run here: use a kubeconfig/],
    [{ username: "me", password: "secret" }, /neither a token nor a client certificate.*; it has username, password$/],
    [{ "client-certificate-data": "Q0U=" }, /neither a token nor a client certificate with its key$/],
    [{ "client-certificate": "gone.pem", "client-key": "gone.key" }, /names \/.*gone\.pem, which cannot be read$/],
  ])("of a user with %j is refused", (user, reason) => {
    expect(() => readKubeconfig(aKubeconfig({ user }))).toThrow(reason);
  });

  test("that cannot be read is refused without a word of what is in it", () => {
    const file = aKubeconfig();
    writeFileSync(file, "token: [secret");
    expect(() => readKubeconfig(file)).toThrow(`${file} cannot be read as YAML`);
    writeFileSync(file, "clusters: []\n");
    expect(() => readKubeconfig(file)).toThrow(/is not a kubeconfig: current-context: /);
    writeFileSync(file, "current-context: gone\n");
    expect(() => readKubeconfig(file)).toThrow(`${file} has no context "gone"`);
  });
});
