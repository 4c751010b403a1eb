/**
 * Everything below the API server: machines, kubelets and the NVIDIA operators, put together. The controllers come
 * first, for the cluster is made from them; what needs the cluster works from then on.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../world/clock.ts";
import type { WorldStore } from "../../world/worldStore.ts";
import type { Cluster, Controller, PodExec, PodLogs } from "../cluster.ts";
import type { NodeProvisioner } from "../nodeProvisioner.ts";
import { createOperators } from "../operators/createOperators.ts";
import { createContainerRunner } from "./kubelet/containerRunner.ts";
import { pullProblemOf } from "./kubelet/imagePull.ts";
import { createKubelet } from "./kubelet/kubelet.ts";
import { createPodLogs } from "./kubelet/podLogs.ts";
import { openPodRuns } from "./kubelet/podRun.ts";
import { wakeNode } from "./kubelet/wakeNode.ts";
import { createMachines, type Machines } from "./machine/machines.ts";
import { createNodeFiles, type FileWatch, type NodeFiles } from "./machine/nodeFiles.ts";
import { createNodeLifecycle } from "./nodeLifecycle.ts";
import { createNodeOperations, type NodeOperations } from "./nodeOperations.ts";
import { type NodeRecords, openNodeRecords } from "./nodeRecord.ts";
import { createProvisioner } from "./provisioner.ts";
import { createExecCommands } from "./scripts/execCommands.ts";
import type { ModelOf } from "./scripts/model/knownScripts.ts";
import { createModelledScripts } from "./scripts/model/modelledScripts.ts";
import type { ScriptRunner } from "./scripts/scriptRunner.ts";
import { createShScripts } from "./scripts/shScripts.ts";

export interface NodeSideOptions {
  world: WorldStore;
  clock: Clock;
  /** Where the root file systems of the nodes are kept. */
  nodesFolder: string;
  /**
   * How node scripts run. Left out: all of them in real `sh`, on files in `nodesFolder`. "model" plays those that it knows
   * inside this process, on files in its memory, which end with it.
   */
  scripts?: "sh" | "model";
  /**
   * Why an image cannot be pulled; undefined: it can. Left out: every image of a registry that may exist can, and one that
   * nobody plays runs idle for ever, since what users deploy beside the stack is of no concern here.
   */
  pullProblem?(image: string): string | undefined;
  /** Sees what happens to files in memory. */
  onFileChanged?: FileWatch | undefined;
  /** Stands for the models of scripts that are known; left out: those models. */
  modelOf?: ModelOf | undefined;
}

export interface NodeSide {
  /** For the cluster; the rest works once it has prepared them. */
  controllers: Controller[];
  provisioner: NodeProvisioner;
  /** What a scenario does to machines: reboot, re-image, silence. */
  operations: NodeOperations;
  podLogs: PodLogs;
  podExec: PodExec;
  records: NodeRecords;
  files: NodeFiles;
  machines: Machines;
  /** Kills the scripts that still run. */
  stop(): void;
}

export function createNodeSide(options: NodeSideOptions): NodeSide {
  const { world, clock, nodesFolder, pullProblem = pullProblemOf } = options;
  mkdirSync(nodesFolder, { recursive: true });
  let prepared: Cluster | undefined;
  const cluster = (): Cluster => {
    if (prepared === undefined) throw new Error("The node side needs a cluster that was made with its controllers");
    return prepared;
  };
  const records = openNodeRecords(world);
  const operators = createOperators(records);
  const files = createNodeFiles(nodesFolder, options.scripts === "model" ? "memory" : "folders", options.onFileChanged);
  const runs = openPodRuns(world);
  const podLogs = createPodLogs(world, runs, clock);
  const scripts = scriptRunner(options, files);
  const wake = (node: string) => wakeNode(node, cluster());
  const machines = createMachines({ cluster, records, files, wakeNode: wake });
  const containers = createContainerRunner({
    world,
    clock,
    runs,
    logs: podLogs,
    files,
    records,
    machines,
    scripts,
    programs: operators.programs,
    wakeNode: wake,
  });
  const lifecycle: Controller = {
    ...createNodeLifecycle(records, files),
    prepare: (made) => {
      prepared = made;
    },
  };
  return {
    controllers: [lifecycle, createKubelet({ records, files, containers, pullProblem }), ...operators.controllers],
    provisioner: createProvisioner(cluster, { records, files }),
    operations: createNodeOperations({ cluster, records, files, containers, machines, wakeNode: wake }),
    podLogs,
    podExec: createExecCommands({ cluster, runs, records, files, compileCache: compileCacheIn(nodesFolder) }),
    records,
    files,
    machines,
    stop: () => scripts.killAll(),
  };
}

function compileCacheIn(nodesFolder: string): string {
  return join(nodesFolder, ".compile-cache");
}

function scriptRunner({ clock, nodesFolder, scripts, modelOf }: NodeSideOptions, files: NodeFiles): ScriptRunner {
  const sh = createShScripts({ clock, files, compileCache: compileCacheIn(nodesFolder) });
  return scripts === "model" ? createModelledScripts({ clock, files, modelOf, otherwise: sh }) : sh;
}
