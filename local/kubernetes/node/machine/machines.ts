/** Changes to what runs in a machine: recorded, shown in its files, and noticed by the pods on it. */
import type { Cluster } from "../../cluster.ts";
import { listensOnNri, readContainerdState, startContainerd } from "../containerd/containerdService.ts";
import { NODE_LIFECYCLE } from "../nodeLifecycle.ts";
import { type MachineState, type NodeRecord, type NodeRecords, nodeRecord } from "../nodeRecord.ts";
import { readLoadedModules } from "./loadedModules.ts";
import type { NodeFiles } from "./nodeFiles.ts";
import { configureToolkit } from "./toolkitEdit.ts";

export interface Machines {
  get(node: string): NodeRecord;
  /** Nothing changed: nothing happens. */
  change(node: string, change: Partial<MachineState>): void;
  /** NVIDIA's container toolkit edits containerd's configuration and restarts it, once for each version. */
  installToolkit(node: string, version: string): void;
  /** Takes over what a script did on the node: restarts of containerd, modules it loaded. */
  absorb(node: string): void;
}

export interface MachinesOptions {
  cluster: () => Cluster;
  records: NodeRecords;
  files: NodeFiles;
  /** Wakes the kubelet of one node. */
  wakeNode(node: string): void;
}

export function createMachines({ cluster, records, files, wakeNode }: MachinesOptions): Machines {
  function change(node: string, state: Partial<MachineState>): void {
    const record = nodeRecord(records, node);
    const machine = { ...record.machine, ...state };
    if (JSON.stringify(machine) === JSON.stringify(record.machine)) return;
    records.set(node, { ...record, machine });
    wakeNode(node);
    cluster().enqueue(NODE_LIFECYCLE, node);
  }

  function absorb(node: string): void {
    const record = records.get(node);
    const tree = record === undefined ? undefined : files.existingTreeOf(record);
    if (record === undefined || tree === undefined) return;
    const { starts, running } = readContainerdState(tree);
    const { machine } = record;
    change(node, {
      ...(starts - 1 === machine.containerdRestarts ? {} : { droppedPlugins: [] }),
      containerdRestarts: starts - 1,
      nriListening: listensOnNri(tree),
      containerdDownSince: running ? undefined : (machine.containerdDownSince ?? cluster().clock.now()),
      peermemLoaded: machine.peermemLoaded || readLoadedModules(tree).includes("nvidia_peermem"),
    });
  }

  return {
    get: (node) => nodeRecord(records, node),
    change,
    installToolkit(node, version) {
      const record = nodeRecord(records, node);
      if (record.machine.toolkitVersion === version) return;
      const tree = files.existingTreeOf(record);
      if (tree !== undefined) {
        configureToolkit(tree, version);
        startContainerd(tree);
      }
      change(node, { toolkitVersion: version });
      absorb(node);
    },
    absorb,
  };
}
