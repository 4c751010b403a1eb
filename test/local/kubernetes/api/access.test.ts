import { AuthorizationV1Api, CoreV1Api } from "@kubernetes/client-node";
import { afterEach, beforeEach, expect, test } from "vitest";
import { serviceAccountUser } from "../../../../local/kubernetes/api/access/accessControl.ts";
import { createAksPoolTaintsRule } from "../../../../local/kubernetes/api/access/aksPoolTaints.ts";
import { containing } from "./expectations.ts";
import { aConfigMap, aNode } from "./objects.ts";
import { aCluster, bodyOf, type ConnectedCluster, connect, type SimulatedCluster } from "./simulatedCluster.ts";

const POOL_TAINT = { key: "sku", value: "gpu", effect: "NoSchedule" };
const OTHER_TAINT = { key: "lamplighter", effect: "NoSchedule" };

let cluster: SimulatedCluster;
let nobody: ConnectedCluster;

beforeEach(async () => {
  cluster = aCluster({ admission: [createAksPoolTaintsRule(() => [POOL_TAINT])] });
  nobody = await connect(cluster.handle, "nobody-token");
});

afterEach(async () => {
  await nobody.close();
  cluster.close();
});

function bind(subject: object, role: string): void {
  cluster.cluster.store.create({
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: "binding" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
    subjects: [subject],
  });
}

test("a user without a role is forbidden, in Kubernetes' words", async () => {
  await expect(nobody.api(CoreV1Api).listNode()).rejects.toMatchObject({
    code: 403,
    body: containing(
      'nodes is forbidden: User \\"nobody\\" cannot list resource \\"nodes\\" in API group \\"\\" at the cluster scope',
    ),
  });
});

test("a binding to a role with the right verbs opens exactly these", async () => {
  cluster.cluster.store.create({
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name: "node-reader" },
    rules: [{ apiGroups: [""], resources: ["nodes"], verbs: ["get", "list"] }],
  });
  bind({ kind: "User", name: "nobody", apiGroup: "rbac.authorization.k8s.io" }, "node-reader");
  expect((await nobody.api(CoreV1Api).listNode()).items).toEqual([]);
  await expect(nobody.api(CoreV1Api).deleteNode({ name: "x" })).rejects.toMatchObject({ code: 403 });
});

test("a ServiceAccount is all-powerful while it is bound to cluster-admin, and not afterwards", () => {
  const helmfile = serviceAccountUser("lamplighter-system", "lamplighter-helmfile");
  const request = { verb: "create", group: "apps", resource: "deployments", namespace: "gpu-operator" };
  expect(cluster.isAllowed(helmfile, request)).toBe(false);
  bind({ kind: "ServiceAccount", name: "lamplighter-helmfile", namespace: "lamplighter-system" }, "cluster-admin");
  expect(cluster.isAllowed(helmfile, request)).toBe(true);
  expect(cluster.isAllowed(serviceAccountUser("other", "lamplighter-helmfile"), request)).toBe(false);
  cluster.cluster.store.delete("rbac.authorization.k8s.io/v1/ClusterRoleBinding", undefined, "binding");
  expect(cluster.isAllowed(helmfile, request)).toBe(false);
});

test("anyone may ask what they may do", async () => {
  const review = await nobody.api(AuthorizationV1Api).createSelfSubjectAccessReview({
    body: { spec: { resourceAttributes: { verb: "patch", resource: "nodes" } } },
  });
  expect(review.status?.allowed).toBe(false);
});

const replaceTaints = (taints: object[]) =>
  cluster.send("PATCH", "/api/v1/nodes/n1", { spec: { taints } }, { "content-type": "application/merge-patch+json" });

test("AKS refuses to let Kubernetes take a pool's taint off a node", async () => {
  cluster.cluster.store.create(aNode("n1", {}, { taints: [POOL_TAINT] }));
  const response = await replaceTaints([]);
  expect(response.status).toBe(400);
  expect(bodyOf(response)["message"]).toContain('Taint delete request "sku=gpu:NoSchedule" refused');
  expect(cluster.cluster.store.get("v1/Node", undefined, "n1")).toMatchObject({ spec: { taints: [POOL_TAINT] } });
});

test("other taints come and go", async () => {
  cluster.cluster.store.create(aNode("n1", {}, { taints: [POOL_TAINT] }));
  expect((await replaceTaints([POOL_TAINT, OTHER_TAINT])).status).toBe(200);
  expect((await replaceTaints([POOL_TAINT])).status).toBe(200);
});

test("a rule of the platform can ask the client to come back later", async () => {
  const busy = aCluster({
    admission: [
      ({ kind }) =>
        kind === "v1/ConfigMap"
          ? { code: 429, reason: "TooManyRequests", message: "later", retryAfterSeconds: 7 }
          : undefined,
    ],
  });
  const response = await busy.send("POST", "/api/v1/namespaces/default/configmaps", aConfigMap("a"));
  expect(response.headers["retry-after"]).toBe("7");
  expect(bodyOf(response)).toMatchObject({ code: 429, reason: "TooManyRequests", details: { retryAfterSeconds: 7 } });
  busy.close();
});
