/** What every file of the suite begins with: a namespace of its own, and every kind inside it. */
import type {
  V1DaemonSetSpec,
  V1DaemonSetStatus,
  V1DeploymentSpec,
  V1DeploymentStatus,
  V1JobSpec,
  V1JobStatus,
  V1NodeSpec,
  V1NodeStatus,
  V1PodSpec,
  V1PodStatus,
} from "@kubernetes/client-node";
import { afterAll, beforeAll } from "vitest";
import { eventually } from "./eventually.ts";
import { SUITE_LABEL } from "./names.ts";
import { type KubeObject, ok, type Resource, resource } from "./resource.ts";
import { settings } from "./settings.ts";
import { connect, type Wire } from "./wire.ts";

export type Pod = KubeObject<V1PodSpec, V1PodStatus>;
export type Job = KubeObject<V1JobSpec, V1JobStatus>;
export type DaemonSet = KubeObject<V1DaemonSetSpec, V1DaemonSetStatus>;
export type Deployment = KubeObject<V1DeploymentSpec, V1DeploymentStatus>;
export type Node = KubeObject<V1NodeSpec, V1NodeStatus>;

export interface EventObject extends KubeObject {
  type: string;
  reason: string;
  message: string;
}

export interface Topic {
  readonly wire: Wire;
  readonly namespace: string;
  readonly configMaps: Resource;
  readonly pods: Resource<Pod>;
  readonly jobs: Resource<Job>;
  readonly daemonSets: Resource<DaemonSet>;
  readonly deployments: Resource<Deployment>;
  readonly events: Resource<EventObject>;
  readonly namespaces: Resource;
  readonly nodes: Resource<Node>;
  /** Waits for an event about the object of that name. */
  eventOf(name: string, reason: string, message: RegExp): Promise<EventObject>;
  /** Another kind in our namespace. */
  namespaced(apiVersion: string, plural: string): Resource;
  clusterWide(apiVersion: string, plural: string): Resource;
  /** For a name outside of our namespace. */
  named(name: string): string;
}

export function topic(name: string): Topic {
  const { kubeconfig, suffix } = settings();
  const wire = connect(kubeconfig);
  const namespace = `lamplighter-${name}-${suffix}`;
  const namespaces = resource(wire, "v1", "namespaces");
  beforeAll(async () => {
    await ok(namespaces.create(ownNamespace(namespace, suffix)));
    await serviceAccount(wire, namespace);
  });
  afterAll(async () => {
    await namespaces.delete(namespace);
  });
  const events = resource<EventObject>(wire, "v1", "events", namespace);
  return {
    wire,
    namespace,
    namespaces,
    configMaps: resource(wire, "v1", "configmaps", namespace),
    pods: resource<Pod>(wire, "v1", "pods", namespace),
    jobs: resource<Job>(wire, "batch/v1", "jobs", namespace),
    daemonSets: resource<DaemonSet>(wire, "apps/v1", "daemonsets", namespace),
    deployments: resource<Deployment>(wire, "apps/v1", "deployments", namespace),
    events,
    nodes: resource<Node>(wire, "v1", "nodes"),
    async eventOf(subject, reason, message) {
      const fits = (event: EventObject) => event.reason === reason && message.test(event.message);
      const { items } = await eventually(
        `an event ${reason} of ${subject} says ${message}`,
        () => ok(events.list({ fieldSelector: `involvedObject.name=${subject}` })),
        (list) => list.items.some(fits),
      );
      return items.find(fits) as EventObject;
    },
    namespaced: (apiVersion, plural) => resource(wire, apiVersion, plural, namespace),
    clusterWide: (apiVersion, plural) => resource(wire, apiVersion, plural),
    named: (wanted) => `lamplighter-${wanted}-${suffix}`,
  };
}

/** Pods of the node side are privileged. */
export function ownNamespace(name: string, suffix: string) {
  const labels = { [SUITE_LABEL]: suffix, "pod-security.kubernetes.io/enforce": "privileged" };
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

/** Pods are refused until the namespace has it. */
async function serviceAccount(wire: Wire, namespace: string): Promise<void> {
  await resource(wire, "v1", "serviceaccounts", namespace).until("default", "is there", () => true);
}
