/** What happens to a scenario's world while a run goes on, at times counted from the start of the measured run. */
import { z } from "zod";

/** A node by its pool and its number there: real names hold a hash of the cluster. */
const nodeTarget = {
  pool: z.string(),
  index: z.int().min(0),
  /** Nothing happens when the pool has not so many nodes; left out: that is a mistake in the scenario. */
  ifThere: z.boolean().exactOptional(),
};

/** Left out: `MACHINE_RETURN_SECONDS`. */
const comesBack = { afterSeconds: z.number().min(0).exactOptional() };

export const worldEventSchema = z.strictObject({
  atSeconds: z.number().min(0),
  do: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("reboot"), ...nodeTarget, ...comesBack }),
    z.strictObject({
      kind: z.literal("reimage"),
      ...nodeTarget,
      ...comesBack,
      nodeImageVersion: z.string().optional(),
    }),
    /** NVIDIA's container toolkit of this version configures containerd anew, and restarts it. */
    z.strictObject({ kind: z.literal("updateToolkit"), ...nodeTarget, version: z.string() }),
    /** Its kubelet stops reporting, or reports again. */
    z.strictObject({ kind: z.literal("silence"), ...nodeTarget, silenced: z.boolean() }),
    /** containerd drops its NRI plugins: they run on, look ready, and hear of nothing. */
    z.strictObject({ kind: z.literal("dropPlugins"), ...nodeTarget }),
    /** A machine vanishes, as an evicted one does. `replaced`: its scale set brings another. */
    z.strictObject({ kind: z.literal("delete"), ...nodeTarget, replaced: z.boolean() }),
    /** Somebody else, or the autoscaler, gives the pool another number of nodes through Azure. */
    z.strictObject({ kind: z.literal("scale"), pool: z.string(), count: z.int().min(0) }),
    /** A tenant's pod comes to hold GPUs of it. */
    z.strictObject({ kind: z.literal("occupy"), ...nodeTarget, gpus: z.int().min(1) }),
    /** Somebody cordons a node that is not cordoned, or lifts that cordon again. */
    z.strictObject({ kind: z.literal("cordon"), ...nodeTarget, cordoned: z.boolean() }),
    /** Pods in this namespace that are on the node are evicted. */
    z.strictObject({ kind: z.literal("evict"), ...nodeTarget, namespace: z.string() }),
    /** A model server comes to run there, or is gone again. */
    z.strictObject({ kind: z.literal("serve"), ...nodeTarget, serving: z.boolean() }),
    /** Somebody asks for the same preparation once more; refused while one runs. */
    z.strictObject({ kind: z.literal("prepare") }),
    /** Somebody cancels the run that goes on. */
    z.strictObject({ kind: z.literal("cancel"), reason: z.string().optional() }),
  ]),
});

export type WorldEvent = z.infer<typeof worldEventSchema>;

/** How long a machine is away when it is rebooted or re-imaged. */
export const MACHINE_RETURN_SECONDS = { reboot: 120, reimage: 300 };
