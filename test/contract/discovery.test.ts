/** How a client finds out what an API server serves. */
import { expect, test } from "vitest";
import { ok } from "./support/resource.ts";
import { settings } from "./support/settings.ts";
import { topic } from "./support/topic.ts";
import { connect } from "./support/wire.ts";

const { wire } = topic("discovery");

interface ResourceList {
  resources: { name: string; kind: string; namespaced: boolean; verbs: string[]; shortNames?: string[] }[];
}

test("the version says major, minor and git version", async () => {
  const version = await ok(wire.send<Record<string, string>>("GET", "/version"));
  expect(version["gitVersion"]).toMatch(/^v1\.\d+\.\d+/);
  expect(version["gitVersion"]).toContain(`v${version["major"]}.${version["minor"]?.replace("+", "")}.`);
});

test("the server says that it is alive and ready", async () => {
  for (const path of ["/livez", "/readyz"]) {
    expect(await wire.send("GET", path)).toMatchObject({ status: 200, text: "ok" });
  }
});

test("the core group lists its kinds with scope, verbs and short names", async () => {
  const { resources } = await ok(wire.send<ResourceList>("GET", "/api/v1"));
  const verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
  expect(resources.find(({ name }) => name === "configmaps")).toMatchObject({
    kind: "ConfigMap",
    namespaced: true,
    shortNames: ["cm"],
    verbs,
  });
  expect(resources.find(({ name }) => name === "nodes")).toMatchObject({ kind: "Node", namespaced: false });
  expect(resources.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["pods/log", "pods/exec", "pods/eviction", "pods/status", "nodes/status"]),
  );
});

test("every group that we use is listed, with its versions", async () => {
  const { groups } = await ok(wire.send<{ groups: { name: string; preferredVersion: object }[] }>("GET", "/apis"));
  const expected = ["apps", "batch", "rbac.authorization.k8s.io", "apiextensions.k8s.io", "authorization.k8s.io"];
  expect(groups.map(({ name }) => name)).toEqual(expect.arrayContaining(expected));
  expect(groups.find(({ name }) => name === "apps")).toMatchObject({
    preferredVersion: { groupVersion: "apps/v1", version: "v1" },
  });
});

test("one group and one group version can be asked for", async () => {
  expect(await wire.send("GET", "/apis/apps")).toMatchObject({ status: 200, body: { kind: "APIGroup", name: "apps" } });
  expect(await wire.send("GET", "/apis/apps/v1")).toMatchObject({
    status: 200,
    body: { kind: "APIResourceList", groupVersion: "apps/v1" },
  });
});

test("an unknown group, version, kind or path is 404", async () => {
  for (const path of ["/apis/nobody.example.com/v1", "/apis/apps/v9", "/api/v1/gadgets", "/nonsense"]) {
    expect({ path, status: (await wire.send("GET", path)).status }).toEqual({ path, status: 404 });
  }
});

test("a caller without a valid token is refused with 401", async () => {
  const stranger = connect(settings().kubeconfig, { token: "not-a-token" });
  expect(await stranger.send("GET", "/api/v1/namespaces")).toMatchObject({
    status: 401,
    body: { kind: "Status", reason: "Unauthorized", code: 401 },
  });
});
