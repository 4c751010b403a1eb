/** What the simulator knows about a virtual machine behind a Node object. It outlives restarts of the simulator. */
import type { Collection, WorldStore } from "../../world/worldStore.ts";
import type { NodeSpec } from "../nodeProvisioner.ts";

export interface NodeRecord {
  spec: NodeSpec;
  /** Of its Node object: a re-imaged machine comes back under another one, with fresh files. */
  uid: string;
  /** Changes with each boot. */
  bootId: string;
  boots: number;
  /** Counts machines of this cluster; gives it its addresses. */
  ordinal: number;
  readyAt: number;
  /** A scenario keeps it from reporting. */
  silenced: boolean;
  machine: MachineState;
}

/** What runs in the machine's kernel and on its host, beyond its image. Its files follow it. */
export interface MachineState {
  /** "25.07-0.9.7", once a DOCA-OFED driver is loaded. */
  ofedVersion?: string;
  nvidiaDriverVersion?: string;
  peermemLoaded: boolean;
  /** NVIDIA's container toolkit that has configured containerd. */
  toolkitVersion?: string;
  containerdRestarts: number;
  /** Whether somebody listens on the NRI socket. */
  nriListening: boolean;
  /** Pods whose NRI plugin containerd has dropped, by uid: they run on and do not know it. */
  droppedPlugins?: string[];
  /** Since when containerd is down, on the shared clock. */
  containerdDownSince?: number | undefined;
}

export type NodeRecords = Collection<NodeRecord>;

export function openNodeRecords(world: WorldStore): NodeRecords {
  return world.collection<NodeRecord>("kubernetes.nodes");
}

/** Throws when no machine has that name. */
export function nodeRecord(records: NodeRecords, name: string): NodeRecord {
  const record = records.get(name);
  if (record === undefined) throw new Error(`No simulated machine is called "${name}"`);
  return record;
}
