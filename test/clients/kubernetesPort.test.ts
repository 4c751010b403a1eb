import { afterEach, describe, expect, it } from "vitest";
import type { WireHandler } from "../../local/world/wire.ts";
import type { KubernetesObject } from "../../src/domain/kubernetesObject.ts";
import { aCluster } from "../local/kubernetes/api/simulatedCluster.ts";
import { BINDINGS } from "./bindings.ts";
import { aClusterWorld, CLUSTER } from "./clusterWorld.ts";

const NAMESPACE = "lamplighter-system";

const OBJECTS: KubernetesObject[] = [
  { apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE, labels: { "app.kubernetes.io/part-of": "us" } } },
  { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "helmfile", namespace: NAMESPACE } },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: "lamplighter-helmfile" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
    subjects: [{ kind: "ServiceAccount", name: "helmfile", namespace: NAMESPACE }],
  },
  {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "scripts", namespace: NAMESPACE },
    data: { "probe.sh": "#!/bin/sh\n" },
  },
  {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name: "adjuster", namespace: NAMESPACE },
    spec: {
      selector: { matchLabels: { app: "adjuster" } },
      template: {
        metadata: { labels: { app: "adjuster" } },
        spec: { containers: [{ name: "plugin", image: "example.test/plugin:1" }] },
      },
    },
  },
];

const CRD: KubernetesObject = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "nicclusterpolicies.mellanox.com" },
  spec: {
    group: "mellanox.com",
    scope: "Cluster",
    names: { plural: "nicclusterpolicies", singular: "nicclusterpolicy", kind: "NicClusterPolicy" },
    versions: [
      {
        name: "v1alpha1",
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
      },
    ],
  },
};

const POLICY: KubernetesObject = {
  apiVersion: "mellanox.com/v1alpha1",
  kind: "NicClusterPolicy",
  metadata: { name: "nic-cluster-policy" },
  spec: { ofedDriver: { image: "doca-driver" } },
};

function aPod(name: string, change: Partial<KubernetesObject["metadata"]> = {}): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: NAMESPACE, ...change },
    spec: { nodeName: "node-1", containers: [{ name: "script", image: "example.test/script:1" }] },
  };
}

describe.each(BINDINGS)("KubernetesPort over $name", (binding) => {
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  async function aConnectedCluster(token = "admin-token") {
    const cluster = aCluster();
    const asUser: WireHandler = (request) =>
      cluster.handle({ ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } });
    const world = await aClusterWorld(binding, { apiServer: asUser });
    closing.push(() => world.close(), cluster.close);
    const kubernetes = await world.connections.connect(CLUSTER);
    return { ...cluster, kubernetes };
  }

  it("applies every kind that we send, and the second time changes nothing", async () => {
    const { kubernetes } = await aConnectedCluster();
    for (const object of OBJECTS) {
      const first = (await kubernetes.apply(object)) as KubernetesObject;
      const second = (await kubernetes.apply(object)) as KubernetesObject;
      expect(first).toMatchObject(object);
      expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
    }
  });

  it("applies a custom resource as soon as its kind is established", async () => {
    const { kubernetes, pass } = await aConnectedCluster();
    expect(await kubernetes.apply(POLICY)).toBe("kindMissing");
    expect(await kubernetes.read({ ...POLICY, name: "nic-cluster-policy" })).toBeUndefined();
    expect(await kubernetes.list(POLICY)).toEqual([]);
    await kubernetes.create(CRD);
    await pass(60);
    expect(await kubernetes.apply(POLICY)).toMatchObject(POLICY);
    expect(await kubernetes.list(POLICY)).toMatchObject([POLICY]);
  });

  it("takes over fields that somebody else had set", async () => {
    const { kubernetes, send } = await aConnectedCluster();
    const [namespace, , , scripts] = OBJECTS as [KubernetesObject, unknown, unknown, KubernetesObject];
    await kubernetes.apply(namespace);
    await kubernetes.apply({ ...scripts, data: { "probe.sh": "old" } });
    const path = `/api/v1/namespaces/${NAMESPACE}/configmaps/scripts?fieldManager=kubectl&force=true`;
    const headers = { "content-type": "application/apply-patch+yaml" };
    const theirs = await send("PATCH", path, { ...scripts, data: { "probe.sh": "theirs" } }, headers);
    expect(theirs.status).toBe(200);
    expect(await kubernetes.apply(scripts)).toMatchObject({ data: { "probe.sh": "#!/bin/sh\n" } });
  });

  it("names the namespace that is missing", async () => {
    const { kubernetes } = await aConnectedCluster();
    await expect(kubernetes.apply(aPod("p"))).rejects.toMatchObject({
      message: `APPLY Pod ${NAMESPACE}/p was refused with 404 NotFound: namespaces "${NAMESPACE}" not found`,
    });
  });

  it("creates a pod once", async () => {
    const { kubernetes } = await aConnectedCluster();
    await kubernetes.apply(OBJECTS[0] as KubernetesObject);
    expect(await kubernetes.create(aPod("probe"))).toBe("created");
    expect(await kubernetes.create(aPod("probe"))).toBe("exists");
  });

  it("lists what the labels select, in every namespace or one", async () => {
    const { kubernetes } = await aConnectedCluster();
    await kubernetes.apply(OBJECTS[0] as KubernetesObject);
    await kubernetes.create(aPod("a", { labels: { run: "1" } }));
    await kubernetes.create(aPod("b", { labels: { run: "2" } }));
    await kubernetes.create(aPod("c", { labels: { run: "2" }, namespace: "default" }));
    const query = { apiVersion: "v1", kind: "Pod", labelSelector: "run in (2,3)" };
    const names = (found: KubernetesObject[]) => found.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(names(await kubernetes.list(query))).toEqual(["Pod c", "Pod b"]);
    expect(names(await kubernetes.list({ ...query, namespace: NAMESPACE }))).toEqual(["Pod b"]);
  });

  it("lists more than one page", async () => {
    const { kubernetes, cluster } = await aConnectedCluster();
    const names = Array.from({ length: 1100 }, (_, index) => `c-${String(index).padStart(4, "0")}`);
    const labels = { many: "true" };
    for (const name of names) {
      cluster.store.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "default", labels } });
    }
    const found = await kubernetes.list({ apiVersion: "v1", kind: "ConfigMap", labelSelector: "many" });
    expect(found.map(({ metadata }) => metadata.name)).toEqual(names);
  });

  it("merges a patch into an object, and removes what the patch says is null", async () => {
    const { kubernetes, cluster } = await aConnectedCluster();
    cluster.store.create({ apiVersion: "v1", kind: "Node", metadata: { name: "n", labels: { old: "1", kept: "1" } } });
    const patch = { spec: { unschedulable: true }, metadata: { labels: { old: null, new: "1" } } };
    const node = { apiVersion: "v1", kind: "Node", name: "n" };
    expect(await kubernetes.mergePatch(node, patch)).toMatchObject({ spec: { unschedulable: true } });
    expect((await kubernetes.read(node))?.metadata.labels).toEqual({ kept: "1", new: "1" });
    expect(await kubernetes.mergePatch({ ...node, name: "gone" }, patch)).toBeUndefined();
  });

  it("removes an object with all that it owns", async () => {
    const { kubernetes, pass } = await aConnectedCluster();
    await kubernetes.apply(OBJECTS[0] as KubernetesObject);
    const owner = (await kubernetes.apply(OBJECTS[3] as KubernetesObject)) as KubernetesObject;
    const { uid = "", name } = owner.metadata;
    const child = { ...(OBJECTS[3] as KubernetesObject) };
    child.metadata = {
      name: "child",
      namespace: NAMESPACE,
      ownerReferences: [{ apiVersion: "v1", kind: "ConfigMap", name, uid }],
    };
    await kubernetes.create(child);
    const ref = { apiVersion: "v1", kind: "ConfigMap", name, namespace: NAMESPACE };
    expect(await kubernetes.remove(ref)).toBe(true);
    await pass(60);
    expect(await kubernetes.read({ ...ref, name: "child" })).toBeUndefined();
    expect(await kubernetes.remove(ref)).toBe(false);
  });

  it("reads a pod's log from its first line on", async () => {
    const { kubernetes, logs } = await aConnectedCluster();
    await kubernetes.apply(OBJECTS[0] as KubernetesObject);
    await kubernetes.create(aPod("probe"));
    expect(await kubernetes.readPodLog(NAMESPACE, "probe")).toBeUndefined();
    const pod = await kubernetes.read({ apiVersion: "v1", kind: "Pod", name: "probe", namespace: NAMESPACE });
    logs.set(`${pod?.metadata.uid ?? ""}/script`, "version = 2\n\u{1F4A1}\n");
    expect(await kubernetes.readPodLog(NAMESPACE, "probe")).toBe("version = 2\n\u{1F4A1}\n");
    expect(await kubernetes.readPodLog(NAMESPACE, "gone")).toBeUndefined();
  });

  it("says what it may not do", async () => {
    const { kubernetes } = await aConnectedCluster("nobody-token");
    await expect(kubernetes.list({ apiVersion: "v1", kind: "Node" })).rejects.toMatchObject({
      message: expect.stringContaining('User "nobody" cannot list resource "nodes"') as string,
      details: { code: "Forbidden", retry: "never", status: 403, operation: "LIST Node" },
    });
  });
});
