/** RBAC: who may do what, from which moment on. */
import { beforeAll, expect, test } from "vitest";
import { eventually } from "./support/eventually.ts";
import { SUITE_LABEL } from "./support/names.ts";
import { ok, refused, resource } from "./support/resource.ts";
import { settings } from "./support/settings.ts";
import { topic } from "./support/topic.ts";
import { connect, type Wire } from "./support/wire.ts";

const { namespaced, clusterWide, namespace, wire, named, configMaps } = topic("access");

const RBAC = "rbac.authorization.k8s.io/v1";
const accounts = namespaced("v1", "serviceaccounts");
const roles = namespaced(RBAC, "roles");
const bindings = namespaced(RBAC, "rolebindings");
const clusterRoles = clusterWide(RBAC, "clusterroles");
const clusterBindings = clusterWide(RBAC, "clusterrolebindings");

const ours = { [SUITE_LABEL]: settings().suffix };
const readConfigMaps = [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list", "watch"] }];

beforeAll(async () => {
  await ok(configMaps.create({ metadata: { name: "subject" } }));
});

/** A caller that has no right yet. */
async function anAccount(name: string): Promise<{ subject: object; caller: Wire }> {
  await ok(accounts.create({ metadata: { name } }));
  const path = `${accounts.path}/${name}/token`;
  const { status } = await ok(wire.send<{ status: { token: string } }>("POST", path, { body: { spec: {} } }));
  return {
    subject: { kind: "ServiceAccount", name, namespace },
    caller: connect(settings().kubeconfig, { token: status.token }),
  };
}

function roleRef(kind: string, name: string) {
  return { apiGroup: "rbac.authorization.k8s.io", kind, name };
}

async function readsSoon(caller: Wire, path = `${configMaps.path}/subject`, wanted = 200): Promise<number> {
  const { status } = await eventually(
    `a read of ${path} is answered with ${wanted}`,
    () => caller.send("GET", path),
    (answer) => answer.status === wanted,
  );
  return status;
}

async function asks(caller: Wire, resourceAttributes: object): Promise<boolean> {
  const body = { spec: { resourceAttributes } };
  const path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
  return (await ok(caller.send<{ status: { allowed: boolean } }>("POST", path, { body }))).status.allowed;
}

test("a caller without a right is refused, in words that name caller, verb, resource and place", async () => {
  const { caller } = await anAccount("nobody");
  expect(await refused(caller.send("GET", `${configMaps.path}/subject`))).toMatchObject({
    httpStatus: 403,
    reason: "Forbidden",
    message:
      `configmaps "subject" is forbidden: User "system:serviceaccount:${namespace}:nobody" cannot get resource ` +
      `"configmaps" in API group "" in the namespace "${namespace}"`,
  });
});

test("a Role counts once it is bound, for its verbs, resources and namespace only", async () => {
  const { subject, caller } = await anAccount("reader");
  await ok(roles.create({ metadata: { name: "reader" }, rules: readConfigMaps }));
  await ok(bindings.create({ metadata: { name: "reader" }, roleRef: roleRef("Role", "reader"), subjects: [subject] }));
  expect(await readsSoon(caller)).toBe(200);
  expect((await caller.send("GET", configMaps.path)).status).toBe(200);
  expect((await caller.send("DELETE", `${configMaps.path}/subject`)).status).toBe(403);
  expect((await caller.send("GET", `/api/v1/namespaces/${namespace}/secrets`)).status).toBe(403);
  expect((await caller.send("GET", "/api/v1/namespaces/default/configmaps")).status).toBe(403);
});

test("a right is gone with its binding", async () => {
  const { subject, caller } = await anAccount("former");
  await ok(roles.create({ metadata: { name: "former" }, rules: readConfigMaps }));
  await ok(bindings.create({ metadata: { name: "former" }, roleRef: roleRef("Role", "former"), subjects: [subject] }));
  expect(await readsSoon(caller)).toBe(200);
  await ok(bindings.delete("former"));
  expect(await readsSoon(caller, `${configMaps.path}/subject`, 403)).toBe(403);
});

test("a ClusterRoleBinding counts in every namespace", async () => {
  const { subject, caller } = await anAccount("everywhere");
  const name = named("reader");
  await ok(clusterRoles.create({ metadata: { name, labels: ours }, rules: readConfigMaps }));
  const binding = { metadata: { name, labels: ours }, roleRef: roleRef("ClusterRole", name), subjects: [subject] };
  await ok(clusterBindings.create(binding));
  expect(await readsSoon(caller)).toBe(200);
  expect(await readsSoon(caller, "/api/v1/namespaces/kube-system/configmaps")).toBe(200);
  await ok(clusterBindings.delete(name));
  await ok(clusterRoles.delete(name));
});

test("a ClusterRole bound by a RoleBinding counts in its namespace only", async () => {
  const { subject, caller } = await anAccount("local");
  const name = named("local");
  await ok(clusterRoles.create({ metadata: { name, labels: ours }, rules: readConfigMaps }));
  const binding = { metadata: { name: "local" }, roleRef: roleRef("ClusterRole", name), subjects: [subject] };
  await ok(bindings.create(binding));
  expect(await readsSoon(caller)).toBe(200);
  expect((await caller.send("GET", "/api/v1/namespaces/kube-system/configmaps")).status).toBe(403);
  await ok(clusterRoles.delete(name));
});

test("a rule may name single objects", async () => {
  const { subject, caller } = await anAccount("narrow");
  await ok(configMaps.create({ metadata: { name: "other" } }));
  const rules = [{ apiGroups: [""], resources: ["configmaps"], resourceNames: ["subject"], verbs: ["get"] }];
  await ok(roles.create({ metadata: { name: "narrow" }, rules }));
  await ok(bindings.create({ metadata: { name: "narrow" }, roleRef: roleRef("Role", "narrow"), subjects: [subject] }));
  expect(await readsSoon(caller)).toBe(200);
  expect((await caller.send("GET", `${configMaps.path}/other`)).status).toBe(403);
});

test("a subresource is a right of its own", async () => {
  const { subject, caller } = await anAccount("logs");
  const rules = [{ apiGroups: [""], resources: ["pods/log"], verbs: ["get"] }];
  await ok(roles.create({ metadata: { name: "logs" }, rules }));
  await ok(bindings.create({ metadata: { name: "logs" }, roleRef: roleRef("Role", "logs"), subjects: [subject] }));
  const pod = `/api/v1/namespaces/${namespace}/pods/absent`;
  expect(await readsSoon(caller, `${pod}/log`, 404)).toBe(404);
  expect((await caller.send("GET", pod)).status).toBe(403);
});

test("a binding's role cannot change", async () => {
  await ok(bindings.create({ metadata: { name: "fixed" }, roleRef: roleRef("Role", "reader"), subjects: [] }));
  expect((await bindings.patch("fixed", "merge", { roleRef: { name: "other" } })).status).toBe(422);
});

test("SelfSubjectAccessReview says what the caller may do", async () => {
  const { subject, caller } = await anAccount("asker");
  const get = { verb: "get", resource: "configmaps", namespace };
  expect(await asks(caller, get)).toBe(false);
  await ok(roles.create({ metadata: { name: "asker" }, rules: readConfigMaps }));
  await ok(bindings.create({ metadata: { name: "asker" }, roleRef: roleRef("Role", "asker"), subjects: [subject] }));
  await eventually(
    "the review allows it",
    () => asks(caller, get),
    (allowed) => allowed,
  );
  expect(await asks(caller, { ...get, verb: "delete" })).toBe(false);
  expect(await asks(caller, { ...get, namespace: "default" })).toBe(false);
  expect(await asks(caller, { verb: "create", group: "apps", resource: "daemonsets", namespace })).toBe(false);
});

test("the suite's own caller may do what the app must do", async () => {
  const needed = [
    { verb: "patch", resource: "nodes" },
    { verb: "create", group: "rbac.authorization.k8s.io", resource: "clusterrolebindings" },
    { verb: "patch", group: "apps", resource: "daemonsets", namespace: "kube-system" },
    { verb: "create", resource: "pods", subresource: "exec", namespace },
  ];
  for (const each of needed) expect({ each, allowed: await asks(wire, each) }).toEqual({ each, allowed: true });
});

test("a caller may act as another when it has the right to", async () => {
  await ok(accounts.create({ metadata: { name: "played" } }));
  const headers = { "impersonate-user": `system:serviceaccount:${namespace}:played` };
  const player = connect(settings().kubeconfig, { headers });
  expect(await refused(player.send("GET", configMaps.path))).toMatchObject({
    httpStatus: 403,
    message: expect.stringContaining(`User "system:serviceaccount:${namespace}:played"`) as unknown,
  });
  const { caller } = await anAccount("actor");
  expect((await caller.send("GET", configMaps.path, { headers })).status).toBe(403);
});

test("a token is refused once its ServiceAccount is gone", async () => {
  const { caller } = await anAccount("leaver");
  expect((await caller.send("GET", configMaps.path)).status).toBe(403);
  await ok(resource(wire, "v1", "serviceaccounts", namespace).delete("leaver"));
  expect(await readsSoon(caller, configMaps.path, 401)).toBe(401);
});
