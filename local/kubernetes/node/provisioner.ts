/** Virtual machines that come and go: simulated Azure asks for them here, and Node objects appear. */

import type { Cluster } from "../cluster.ts";
import type { NodeProvisioner, NodeSpec } from "../nodeProvisioner.ts";
import { rfc3339 } from "../store/deletion.ts";
import { aksContainerdConfig } from "./containerd/aksContainerdConfig.ts";
import { evaluateContainerdConfig } from "./containerd/evaluateContainerdConfig.ts";
import type { NodeFiles } from "./machine/nodeFiles.ts";
import { bootIdOf } from "./nodeIdentity.ts";
import { NODE_LIFECYCLE } from "./nodeLifecycle.ts";
import { nodeLabels, nodeObject } from "./nodeObject.ts";
import type { MachineState, NodeRecord, NodeRecords } from "./nodeRecord.ts";
import { AKS_NVIDIA_DRIVER, osImageOf } from "./osImage.ts";

/** Call everything inside a world transaction. */
export function createProvisioner(cluster: () => Cluster, machines: MachineRegistry): NodeProvisioner {
  const { records } = machines;
  return {
    addNode(spec, readyAt) {
      if (records.get(spec.name) === undefined) registerMachine(cluster(), machines, spec, readyAt);
    },
    removeNode(name) {
      records.delete(name);
      cluster().enqueue(NODE_LIFECYCLE, name);
    },
    updatePool(pool, change) {
      for (const record of [...records.values()].filter(({ spec }) => spec.pool === pool)) {
        relabel(cluster(), record.spec, change);
        records.set(record.spec.name, { ...record, spec: { ...record.spec, ...change } });
      }
    },
  };
}

export interface MachineRegistry {
  records: NodeRecords;
  files: NodeFiles;
}

/** Also gives a re-imaged machine its new identity. No file of an earlier machine of that name is left. */
export function registerMachine(
  cluster: Cluster,
  { records, files }: MachineRegistry,
  spec: NodeSpec,
  readyAt: number,
): NodeRecord {
  files.removeOthers(spec.name, undefined);
  const ordinal = records.get(spec.name)?.ordinal ?? records.size;
  const createdAt = rfc3339(cluster.clock.now());
  const { uid } = cluster.store.create(nodeObject(spec, { ordinal, bootId: "", createdAt })).metadata;
  const bootId = bootIdOf(uid, 1);
  const record: NodeRecord = {
    spec,
    uid,
    bootId,
    boots: 1,
    ordinal,
    readyAt,
    silenced: false,
    machine: freshMachine(spec),
  };
  records.set(spec.name, record);
  cluster.enqueue(NODE_LIFECYCLE, spec.name);
  return record;
}

/** What a machine has right after a boot from its image. */
export function freshMachine(spec: NodeSpec): MachineState {
  const hasDriver = spec.gpuDriver === "Install" && spec.hardware.gpus > 0;
  return {
    peermemLoaded: false,
    containerdRestarts: 0,
    nriListening: listensFromBoot(spec),
    ...(hasDriver ? { nvidiaDriverVersion: AKS_NVIDIA_DRIVER } : {}),
  };
}

function listensFromBoot(spec: NodeSpec): boolean {
  const { containerdVersion } = osImageOf(spec);
  const evaluation = evaluateContainerdConfig(aksContainerdConfig(spec), () => [], containerdVersion);
  return "nriEnabled" in evaluation && evaluation.nriEnabled;
}

/** Labels and taints of the pool replace its former ones; what others have added stays. */
function relabel(cluster: Cluster, before: NodeSpec, change: Parameters<NodeProvisioner["updatePool"]>[1]): void {
  cluster.store.modify("v1/Node", undefined, before.name, (node) => {
    const labels = { ...node.metadata.labels };
    for (const key of Object.keys(before.labels)) delete labels[key];
    node.metadata.labels = { ...labels, ...nodeLabels({ ...before, labels: change.labels }) };
    const spec = node["spec"] as { taints?: NodeSpec["taints"] };
    const isFormer = (taint: NodeSpec["taints"][number]) =>
      before.taints.some(({ key, effect }) => key === taint.key && effect === taint.effect);
    spec.taints = [...change.taints, ...(spec.taints ?? []).filter((taint) => !isFormer(taint))];
  });
}
