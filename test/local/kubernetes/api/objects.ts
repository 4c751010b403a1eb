/** Objects for these tests. */
import type { NewKubeObject, SentObject } from "../../../../local/kubernetes/cluster.ts";

export const NAMESPACE = "default";

export function aConfigMap(name: string, data: Record<string, string> = {}, labels: Record<string, string> = {}) {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: NAMESPACE, labels }, data };
}

export function aNode(name: string, labels: Record<string, string> = {}, spec: object = {}) {
  const status = { allocatable: { "nvidia.com/gpu": "8" }, conditions: [{ type: "Ready", status: "True" }] };
  return { apiVersion: "v1", kind: "Node", metadata: { name, labels }, spec, status } satisfies NewKubeObject;
}

export function aPod(name: string, spec: object = {}, labels: Record<string, string> = {}) {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: NAMESPACE, labels },
    spec: { containers: [{ name: "main", image: "registry.example/tool:1" }], ...spec },
  };
}

export function aDaemonSet(name: string, podSpec: object = {}) {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name, namespace: NAMESPACE },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: "main", image: "registry.example/agent:1" }], ...podSpec },
      },
    },
  };
}

export function aJob(name: string, spec: object = {}) {
  const podSpec = { restartPolicy: "Never", containers: [{ name: "main", image: "registry.example/tool:1" }] };
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name, namespace: NAMESPACE },
    spec: { template: { spec: podSpec }, ...spec },
  };
}

export function aCrd(group: string, kind: string, schema: object = { type: "object" }): SentObject & NewKubeObject {
  const plural = `${kind.toLowerCase()}s`;
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: "Cluster",
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [
        { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema }, subresources: { status: {} } },
      ],
    },
  };
}
