/** Keeps one ReplicaSet for each Deployment's current template; a new template replaces the old one at once. */
import type { V1DeploymentSpec } from "@kubernetes/client-node";
import type { Cluster, Controller, KubeObject } from "../../cluster.ts";
import { type Condition, withCondition } from "../../store/conditions.ts";
import {
  controllerOf,
  controllerReferenceTo,
  isTerminating,
  namespacedName,
  specOf,
  splitName,
  statusOf,
} from "../../store/objectParts.ts";
import { templateHash } from "./ownedPods.ts";

const KIND = "apps/v1/Deployment";
const REPLICA_SET = "apps/v1/ReplicaSet";
const HASH_LABEL = "pod-template-hash";

export function createDeploymentController(): Controller {
  return {
    name: "deployment",
    watches: [
      { kind: KIND, keysOf: ({ object }) => [namespacedName(object)] },
      { kind: REPLICA_SET, keysOf: ({ object }) => deploymentOf(object) },
    ],
    reconcile(key, cluster) {
      const { namespace, name } = splitName(key);
      const deployment = cluster.store.get(KIND, namespace, name);
      if (deployment !== undefined && !isTerminating(deployment)) reconcileDeployment(deployment, cluster);
    },
  };
}

function deploymentOf(replicaSet: KubeObject): string[] {
  const owner = controllerOf(replicaSet);
  return owner?.kind === "Deployment" ? [`${replicaSet.metadata.namespace}/${owner.name}`] : [];
}

function reconcileDeployment(deployment: KubeObject, cluster: Cluster): void {
  const { store } = cluster;
  const { namespace = "", name, uid } = deployment.metadata;
  const { replicas = 1, template } = specOf<V1DeploymentSpec>(deployment);
  const currentName = `${name}-${templateHash(template)}`;
  for (const { metadata } of store.list(REPLICA_SET, { namespace, ownerUid: uid })) {
    scale(metadata.name, metadata.name === currentName ? replicas : 0, namespace, cluster);
  }
  if (store.get(REPLICA_SET, namespace, currentName) === undefined) createReplicaSet(deployment, currentName, cluster);
  saveStatus(deployment, currentName, cluster);
}

function scale(name: string, replicas: number, namespace: string, { store }: Cluster): void {
  store.modify(REPLICA_SET, namespace, name, (draft) => {
    draft["spec"] = { ...specOf<object>(draft), replicas };
  });
}

function createReplicaSet(deployment: KubeObject, name: string, { store }: Cluster): void {
  const { replicas = 1, template, selector } = specOf<V1DeploymentSpec>(deployment);
  const hash = { [HASH_LABEL]: templateHash(template) };
  const labels = { ...template.metadata?.labels, ...hash };
  store.create({
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: {
      name,
      namespace: deployment.metadata.namespace ?? "",
      labels,
      ownerReferences: [controllerReferenceTo(deployment)],
    },
    spec: {
      replicas,
      selector: { ...selector, matchLabels: { ...selector.matchLabels, ...hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  });
}

interface ReplicaCounts {
  replicas?: number;
  readyReplicas?: number;
}

function saveStatus(deployment: KubeObject, currentName: string, { store, clock }: Cluster): void {
  const { namespace, name, generation = 1 } = deployment.metadata;
  const { replicas: wanted = 1 } = specOf<V1DeploymentSpec>(deployment);
  const current = store.get(REPLICA_SET, namespace, currentName);
  const { replicas = 0, readyReplicas = 0 } = current === undefined ? {} : statusOf<ReplicaCounts>(current);
  const available: Condition =
    readyReplicas >= wanted
      ? {
          type: "Available",
          status: "True",
          reason: "MinimumReplicasAvailable",
          message: "Deployment has minimum availability.",
        }
      : {
          type: "Available",
          status: "False",
          reason: "MinimumReplicasUnavailable",
          message: "Deployment does not have minimum availability.",
        };
  store.modify(KIND, namespace, name, (draft) => {
    const { conditions = [] } = statusOf<{ conditions?: Condition[] }>(draft);
    draft["status"] = {
      observedGeneration: generation,
      replicas,
      updatedReplicas: replicas,
      readyReplicas,
      availableReplicas: readyReplicas,
      unavailableReplicas: Math.max(0, wanted - readyReplicas),
      conditions: withCondition(conditions, available, clock),
    };
  });
}
