/** The controllers that every cluster has, whatever is installed in it. */
import type { Controller } from "../cluster.ts";
import type { KubeStore } from "../store/objectStore.ts";
import { createCustomResourceDefinitionController, type NameConflicts } from "./lifecycle/customResourceDefinitions.ts";
import { createGarbageCollector } from "./lifecycle/garbageCollector.ts";
import { createNamespaceController } from "./lifecycle/namespaceLifecycle.ts";
import { createNodeLeaseController } from "./lifecycle/nodeLeases.ts";
import { createPodCollector } from "./lifecycle/podCollector.ts";
import { createTaintEvictionController } from "./lifecycle/taintEviction.ts";
import { createUnschedulableTaintController } from "./lifecycle/unschedulableTaint.ts";
import { createScheduler } from "./scheduling/scheduler.ts";
import { createDaemonSetController } from "./workloads/daemonSet.ts";
import { createDaemonSetPodController } from "./workloads/daemonSetPods.ts";
import { createDeploymentController } from "./workloads/deployment.ts";
import { createDisruptionBudgetController } from "./workloads/disruptionBudget.ts";
import { createJobController } from "./workloads/job.ts";
import { createReplicaSetController } from "./workloads/replicaSet.ts";

export function builtInControllers(store: KubeStore, nameConflicts: NameConflicts = () => undefined): Controller[] {
  return [
    createNamespaceController(store),
    createCustomResourceDefinitionController(nameConflicts),
    createScheduler(),
    createDaemonSetPodController(),
    createDaemonSetController(),
    createJobController(),
    createReplicaSetController(),
    createDeploymentController(),
    createDisruptionBudgetController(),
    createGarbageCollector(store),
    createPodCollector(),
    createUnschedulableTaintController(),
    createTaintEvictionController(),
    createNodeLeaseController(),
  ];
}
