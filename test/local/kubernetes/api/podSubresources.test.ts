import { CoreV1Api } from "@kubernetes/client-node";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { WireResponse } from "../../../../local/world/wire.ts";
import { containing } from "./expectations.ts";
import { aNode, aPod, NAMESPACE } from "./objects.ts";
import { aCluster, bodyOf, type ConnectedCluster, connect, type SimulatedCluster } from "./simulatedCluster.ts";

let cluster: SimulatedCluster;
let client: ConnectedCluster;
let core: CoreV1Api;

beforeEach(async () => {
  cluster = aCluster();
  client = await connect(cluster.handle);
  core = client.api(CoreV1Api);
});

afterEach(async () => {
  await client.close();
  cluster.close();
});

const pod = { name: "p", namespace: NAMESPACE };

function createPod(spec: object = {}): string {
  return cluster.cluster.store.create(aPod("p", { nodeName: "n1", ...spec })).metadata.uid;
}

test("a log can be limited to its last lines and to a number of bytes", async () => {
  cluster.logs.set(`${createPod()}/main`, "one\ntwo\nthree\n");
  expect(await core.readNamespacedPodLog(pod)).toBe("one\ntwo\nthree\n");
  expect(await core.readNamespacedPodLog({ ...pod, tailLines: 2 })).toBe("two\nthree\n");
  expect(await core.readNamespacedPodLog({ ...pod, limitBytes: 5 })).toBe("one\nt");
});

test("a followed log goes on until the pod has ended", async () => {
  const uid = createPod();
  cluster.logs.set(`${uid}/main`, "start\n");
  const text = core.readNamespacedPodLog({ ...pod, follow: true });
  const response = await cluster.send("GET", `/api/v1/namespaces/${NAMESPACE}/pods/p/log?follow=true`);
  const chunks = (response.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  expect(new TextDecoder().decode((await chunks.next()).value as Uint8Array)).toBe("start\n");
  cluster.logs.set(`${uid}/main`, "start\nend\n");
  cluster.cluster.store.modify("v1/Pod", NAMESPACE, "p", (draft) => {
    draft["status"] = { phase: "Succeeded" };
  });
  expect(new TextDecoder().decode((await chunks.next()).value as Uint8Array)).toBe("end\n");
  expect((await chunks.next()).done).toBe(true);
  expect(await text).toBe("start\nend\n");
});

test.each([
  ["has not started", {}, {}, 'container "main" in pod "p" is waiting to start: ContainerCreating'],
  ["is not in the pod", {}, { container: "other" }, "container other is not valid for pod p"],
  [
    "is one of several and not named",
    { containers: ["a", "b"].map((name) => ({ name, image: "i:1" })) },
    {},
    "a container name must be specified for pod p, choose one of: [a b]",
  ],
])("the log of a container that %s is refused", async (_, spec, query, message) => {
  createPod(spec);
  await expect(core.readNamespacedPodLog({ ...pod, ...query })).rejects.toMatchObject({
    code: 400,
    body: containing(JSON.stringify(message).slice(1, -1)),
  });
});

test("an evicted pod is asked to stop", async () => {
  createPod();
  await core.createNamespacedPodEviction({ ...pod, body: { metadata: { name: "p" } } });
  expect((await core.readNamespacedPod(pod)).metadata?.deletionTimestamp).toBeDefined();
});

test("a binding gives a waiting pod its node, once", async () => {
  cluster.cluster.store.create(aPod("p"));
  cluster.cluster.store.create(aNode("n1", {}, { taints: [{ key: "closed", effect: "NoSchedule" }] }));
  const body = { target: { name: "n1" } };
  await core.createNamespacedPodBinding({ ...pod, body });
  expect((await core.readNamespacedPod(pod)).spec?.nodeName).toBe("n1");
  await expect(core.createNamespacedPodBinding({ ...pod, body })).rejects.toMatchObject({ code: 409 });
});

test("exec is refused where no kubelet is, and without a WebSocket", async () => {
  createPod();
  const path = `/api/v1/namespaces/${NAMESPACE}/pods/p/exec?command=sh`;
  const webSocket = { upgrade: "websocket", "sec-websocket-protocol": "v5.channel.k8s.io" };
  const refusals = [await cluster.send("GET", path, undefined, webSocket), await cluster.send("POST", path)];
  expect(refusals.map(({ status }) => status)).toEqual([501, 400]);
  expect(bodyOf(refusals[0] as WireResponse)["message"]).toContain("this cluster has no kubelets");
});
