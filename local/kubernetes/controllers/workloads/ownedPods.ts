/** What every controller that runs pods does alike: find its pods, make one from its template, wake when one changes. */
import { createHash } from "node:crypto";
import type { V1PodTemplateSpec } from "@kubernetes/client-node";
import type { Cluster, Controller, KubeObject, ObjectStore } from "../../cluster.ts";
import { recordEvent } from "../../recordEvent.ts";
import {
  controllerOf,
  controllerReferenceTo,
  hasServiceAccount,
  isTerminating,
  namespacedName,
} from "../../store/objectParts.ts";

export function podsOwnedBy(owner: KubeObject, store: ObjectStore): KubeObject[] {
  return store.list("v1/Pod", { namespace: owner.metadata.namespace ?? "", ownerUid: owner.metadata.uid });
}

/** Wakes a controller for its own objects, for the pods that they control, and for ServiceAccounts that pods waited for. */
export function watchesOwnersAndPods(kind: string): Controller["watches"] {
  const ownKind = kind.split("/").at(-1);
  return [
    { kind, keysOf: ({ object }) => [namespacedName(object)] },
    {
      kind: "v1/Pod",
      keysOf: ({ object }) => {
        const owner = controllerOf(object);
        return owner !== undefined && owner.kind === ownKind ? [`${object.metadata.namespace}/${owner.name}`] : [];
      },
    },
    {
      kind: "v1/ServiceAccount",
      keysOf: ({ type, object }, { store }) =>
        type === "ADDED" ? store.list(kind, { namespace: object.metadata.namespace ?? "" }).map(namespacedName) : [],
    },
  ];
}

export interface PodAddition {
  labels?: Record<string, string>;
  spec?: Record<string, unknown>;
}

/** Not in a namespace that is being emptied, and not before the pod's ServiceAccount exists. */
export function createPod(
  owner: KubeObject,
  template: V1PodTemplateSpec,
  cluster: Pick<Cluster, "store" | "clock">,
  add: PodAddition = {},
): void {
  const { store } = cluster;
  const { name, namespace = "" } = owner.metadata;
  const parent = store.get("v1/Namespace", undefined, namespace);
  if (parent !== undefined && isTerminating(parent)) return;
  const account = template.spec?.serviceAccountName;
  if (account !== undefined && !hasServiceAccount(store, namespace, account)) return;
  const { labels, annotations } = template.metadata ?? {};
  const pod = store.create({
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      generateName: `${name}-`,
      namespace,
      labels: { ...labels, ...add.labels },
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [controllerReferenceTo(owner)],
    },
    spec: { ...template.spec, ...add.spec },
  });
  const message = `Created pod: ${pod.metadata.name}`;
  const component = `${owner.kind.toLowerCase()}-controller`;
  recordEvent(owner, { type: "Normal", reason: "SuccessfulCreate", message, component }, cluster);
}

export function deletePods(pods: readonly KubeObject[], store: ObjectStore): void {
  for (const { metadata } of pods) {
    if (metadata.deletionTimestamp === undefined) store.delete("v1/Pod", metadata.namespace, metadata.name);
  }
}

/** The same template, the same hash: pods carry it so that outdated ones are recognised. */
export function templateHash(template: unknown): string {
  return createHash("sha256").update(JSON.stringify(template)).digest("hex").slice(0, 10);
}
