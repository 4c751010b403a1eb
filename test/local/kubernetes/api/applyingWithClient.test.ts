import { AppsV1Api, type KubernetesObject, PatchStrategy } from "@kubernetes/client-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aCluster, type ConnectedCluster, connect, type SimulatedCluster } from "./simulatedCluster.ts";

let cluster: SimulatedCluster;
let client: ConnectedCluster;

beforeAll(async () => {
  cluster = aCluster();
  client = await connect(cluster.handle);
});

afterAll(async () => {
  await client.close();
  cluster.close();
});

function apply(object: KubernetesObject): Promise<KubernetesObject> {
  return client.objects.patch(object, undefined, undefined, "lamplighter", true, PatchStrategy.ServerSideApply);
}

test("a DaemonSet that is applied twice is written once", async () => {
  const daemonSet = {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name: "agent", namespace: "kube-system", labels: { app: "agent" } },
    spec: {
      selector: { matchLabels: { app: "agent" } },
      template: {
        metadata: { labels: { app: "agent" } },
        spec: { containers: [{ name: "agent", image: "registry.example/agent:1", env: [{ name: "A", value: "1" }] }] },
      },
    },
  };
  const first = await apply(daemonSet);
  await cluster.pass(2);
  const settled = await client.api(AppsV1Api).readNamespacedDaemonSet({ name: "agent", namespace: "kube-system" });
  const second = await apply(daemonSet);
  expect(first.metadata?.uid).toBe(second.metadata?.uid);
  expect(second.metadata?.resourceVersion).toBe(settled.metadata?.resourceVersion);
});
