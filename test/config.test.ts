/** The configuration: what may be left out, and every mistake in one message. */
import { describe, expect, it } from "vitest";
import { ConfigError, readConfig } from "../src/config.ts";

const TABLES = { LAMPLIGHTER_TABLES_ENDPOINT: "https://records.table.core.windows.net" };

describe("the configuration", () => {
  it("needs nothing but where its tables are", () => {
    expect(readConfig(TABLES)).toEqual({
      LAMPLIGHTER_TABLES_ENDPOINT: "https://records.table.core.windows.net",
      LAMPLIGHTER_ARM_ENDPOINT: "https://management.azure.com",
      LAMPLIGHTER_CLUSTER_CREDENTIALS: "entra",
      LAMPLIGHTER_NODE_IMAGE: "mcr.microsoft.com/azurelinux/base/core:3.0",
      LAMPLIGHTER_HELMFILE_IMAGE: "ghcr.io/helmfile/helmfile:v1.1.9",
      LAMPLIGHTER_AUTH: "function-key",
      LAMPLIGHTER_WORLD: "live",
      LAMPLIGHTER_CHAT_USERS: "",
      LAMPLIGHTER_NOTIFY_ALLOW: "",
      LAMPLIGHTER_REVERIFY_SCHEDULE: "0 0 */6 * * *",
    });
  });

  it("takes every variable that is set", () => {
    const environment = {
      LAMPLIGHTER_TABLES_ENDPOINT: "https://127.0.0.1:10002",
      LAMPLIGHTER_ARM_ENDPOINT: "https://127.0.0.1:8443",
      LAMPLIGHTER_CLUSTER_CREDENTIALS: "admin",
      LAMPLIGHTER_NODE_IMAGE: `registry.example:5000/base/core:3.0@sha256:${"a".repeat(64)}`,
      LAMPLIGHTER_HELMFILE_IMAGE: "mirror.example/helmfile:v1.1.9",
      LAMPLIGHTER_AUTH: "function-key",
      LAMPLIGHTER_WORLD: "simulated",
      LAMPLIGHTER_SLACK_SIGNING_SECRET: "8f742231b10e8888abcd99yyyzzz85a5",
      LAMPLIGHTER_TEAMS_TOKEN: "c2VjcmV0LXRva2Vu",
      LAMPLIGHTER_CHAT_USERS: "slack:T1/U1=Preparer",
      LAMPLIGHTER_NOTIFY_ALLOW: "hooks.slack.com, private:alerts.internal:8443",
      LAMPLIGHTER_REVERIFY_SCHEDULE: "0 30 5 * * MON-FRI",
      LAMPLIGHTER_NOTIFY_SECRET: `whsec_${"a".repeat(32)}`,
      IDENTITY_ENDPOINT: "http://127.0.0.1:4141/msi/token",
      AZURE_CLIENT_ID: "00000000-0000-4000-8000-000000000001",
    };
    expect(readConfig(environment)).toEqual(environment);
  });

  it("treats an empty variable as one that is not set", () => {
    expect(readConfig({ ...TABLES, LAMPLIGHTER_AUTH: "", LAMPLIGHTER_ARM_ENDPOINT: "" })).toEqual(readConfig(TABLES));
  });

  it("leaves other programs' variables alone", () => {
    expect(readConfig({ ...TABLES, PATH: "/bin", HOME: "/root" })).toEqual(readConfig(TABLES));
  });

  it("does not mind a slash at the end of an address", () => {
    const config = readConfig({
      LAMPLIGHTER_TABLES_ENDPOINT: "https://records.table.core.windows.net/",
      LAMPLIGHTER_ARM_ENDPOINT: "https://management.usgovcloudapi.net/",
    });
    expect(config.LAMPLIGHTER_TABLES_ENDPOINT).toBe("https://records.table.core.windows.net");
    expect(config.LAMPLIGHTER_ARM_ENDPOINT).toBe("https://management.usgovcloudapi.net");
  });
});

describe("signing in", () => {
  it.each([undefined, "False", "1"])("is refused while the platform says that it is off: %s", (said) => {
    const environment = { ...TABLES, LAMPLIGHTER_AUTH: "easyauth", WEBSITE_AUTH_ENABLED: said };
    expect(() => readConfig(environment)).toThrow(/LAMPLIGHTER_AUTH: easyauth needs App Service authentication/);
  });

  it("is taken where the platform says that it is on", () => {
    const environment = { ...TABLES, LAMPLIGHTER_AUTH: "easyauth", WEBSITE_AUTH_ENABLED: "True" };
    expect(readConfig(environment).LAMPLIGHTER_AUTH).toBe("easyauth");
  });
});

describe("a wrong configuration", () => {
  it("is told in one message that names every wrong variable and what would be accepted", () => {
    const message = refusalOf({
      LAMPLIGHTER_ARM_ENDPOINT: "http://management.azure.com",
      LAMPLIGHTER_CLUSTER_CREDENTIALS: "password",
      LAMPLIGHTER_NODE_IMAGE: "busybox",
      LAMPLIGHTER_HELMFILE_IMAGE: "ghcr.io/helmfile/helmfile",
      LAMPLIGHTER_AUTH: "open",
      LAMPLIGHTER_WORLD: "staging",
    });
    expect(message.split("\n")).toEqual([
      "The configuration is wrong:",
      "  LAMPLIGHTER_TABLES_ENDPOINT is missing",
      expect.stringMatching(/^ {2}LAMPLIGHTER_ARM_ENDPOINT: .*an https URL/),
      expect.stringMatching(/^ {2}LAMPLIGHTER_CLUSTER_CREDENTIALS: .*"entra"\|"admin"/),
      expect.stringMatching(/^ {2}LAMPLIGHTER_NODE_IMAGE: .*an image pinned by version or digest/),
      expect.stringMatching(/^ {2}LAMPLIGHTER_HELMFILE_IMAGE: .*an image pinned by version or digest/),
      expect.stringMatching(/^ {2}LAMPLIGHTER_AUTH: function-key or easyauth/),
      expect.stringMatching(/^ {2}LAMPLIGHTER_WORLD: .*"live"\|"simulated"/),
      expect.stringContaining("docs/operations.md"),
    ]);
  });

  it.each([
    ["no image name before the tag", "base:3.0"],
    ["a tag that floats by being left out", "mcr.microsoft.com/azurelinux/base/core"],
    ["a digest that is too short", "mcr.microsoft.com/azurelinux/base/core@sha256:abc"],
    ["a scheme", "https://mcr.microsoft.com/azurelinux/base/core:3.0"],
  ])("is an image with %s", (_what, image) => {
    expect(refusalOf({ ...TABLES, LAMPLIGHTER_NODE_IMAGE: image })).toContain("LAMPLIGHTER_NODE_IMAGE");
  });
});

function refusalOf(environment: Record<string, string>): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error("the configuration was accepted");
}
