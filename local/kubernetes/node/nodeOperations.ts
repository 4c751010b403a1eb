/** What happens to a running machine: reboot, re-imaging, silence, lost plugins, a tenant. Call each inside a world transaction. */
import type { Cluster, NewKubeObject } from "../cluster.ts";
import type { ContainerRunner } from "./kubelet/containerRunner.ts";
import type { Machines } from "./machine/machines.ts";
import type { NodeFiles } from "./machine/nodeFiles.ts";
import { bootIdOf } from "./nodeIdentity.ts";
import { NODE_LIFECYCLE } from "./nodeLifecycle.ts";
import { type NodeRecord, type NodeRecords, nodeRecord } from "./nodeRecord.ts";
import { freshMachine, registerMachine } from "./provisioner.ts";

export interface NodeOperations {
  /** Another bootID; files stay, /run and the kernel's modules do not. The node is back at `readyAt`. */
  reboot(name: string, readyAt: number): void;
  /** The same name on a fresh image: another UID, fresh files, no pods. */
  reimage(name: string, readyAt: number, nodeImageVersion?: string): void;
  /** NVIDIA's container toolkit edits containerd's configuration and restarts it. */
  updateToolkit(name: string, version: string): void;
  /** Its kubelet stops reporting, or reports again. */
  silence(name: string, silenced: boolean): void;
  /** containerd drops its NRI plugins, which do not notice. */
  dropPlugins(name: string): void;
  /** A tenant's pod comes to hold GPUs of it. */
  occupy(name: string, gpus: number): void;
}

export interface NodeOperationsParts {
  cluster: () => Cluster;
  records: NodeRecords;
  files: NodeFiles;
  containers: ContainerRunner;
  machines: Machines;
  wakeNode(node: string): void;
}

export function createNodeOperations({
  cluster,
  records,
  files,
  containers,
  machines,
  wakeNode,
}: NodeOperationsParts): NodeOperations {
  function change(name: string, changes: Partial<NodeRecord>): NodeRecord {
    const record = { ...nodeRecord(records, name), ...changes };
    records.set(name, record);
    return record;
  }

  function killScripts(name: string): void {
    for (const pod of cluster().store.list("v1/Pod", { nodeName: name })) containers.kill(pod.metadata.uid);
  }

  return {
    reboot(name, readyAt) {
      killScripts(name);
      const { uid, boots, spec } = nodeRecord(records, name);
      const bootId = bootIdOf(uid, boots + 1);
      files.boot(change(name, { boots: boots + 1, bootId, readyAt, machine: freshMachine(spec) }));
      machines.absorb(name);
      cluster().enqueue(NODE_LIFECYCLE, name);
    },
    reimage(name, readyAt, nodeImageVersion) {
      const { spec } = nodeRecord(records, name);
      const image = nodeImageVersion ?? spec.nodeImageVersion;
      for (const { metadata } of cluster().store.list("v1/Pod", { nodeName: name })) {
        cluster().store.delete("v1/Pod", metadata.namespace, metadata.name, { gracePeriodSeconds: 0 });
      }
      cluster().store.delete("v1/Node", undefined, name);
      registerMachine(cluster(), { records, files }, { ...spec, nodeImageVersion: image }, readyAt);
    },
    updateToolkit: (name, version) => machines.installToolkit(name, version),
    silence(name, silenced) {
      change(name, { silenced });
      cluster().enqueue(NODE_LIFECYCLE, name);
      if (!silenced) wakeNode(name);
    },
    dropPlugins(name) {
      const pods = cluster().store.list("v1/Pod", { nodeName: name });
      machines.change(name, { droppedPlugins: pods.map(({ metadata }) => metadata.uid) });
    },
    occupy: (name, gpus) => void cluster().store.create(tenantPod(name, gpus)),
  };
}

function tenantPod(node: string, gpus: number): NewKubeObject {
  const limits = { "nvidia.com/gpu": String(gpus) };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: `tenant-on-${node}`, namespace: "default" },
    spec: {
      nodeName: node,
      containers: [{ name: "serve", image: "registry.tenant.example/serve:1", resources: { limits } }],
    },
  };
}
