/**
 * The inside of the simulated cluster: what controllers, kubelets and operators see of it. They never go through
 * HTTP; the API server (`api/`) stands in front of the same store.
 */
import type { Readable, Writable } from "node:stream";
import type { LatencyOf } from "../scenarios/latencies.ts";
import type { Clock } from "../world/clock.ts";
import type { Schedule } from "../world/schedule.ts";

export interface ObjectMeta {
  name: string;
  namespace?: string;
  uid: string;
  resourceVersion: string;
  generation?: number;
  creationTimestamp: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
  finalizers?: string[];
  managedFields?: unknown[];
}

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

/** Any object, as JSON. Stored objects are never changed in place. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  [field: string]: unknown;
}

/** An object as a client sends it: the server fills the rest of its metadata. */
export type NewKubeObject = Omit<KubeObject, "metadata"> & {
  apiVersion: string;
  kind: string;
  metadata: Partial<ObjectMeta> & ({ name: string } | { generateName: string });
};

/** An object on its way in: what a client sent, not yet completed by the server. */
export interface SentObject {
  apiVersion: string;
  kind: string;
  metadata: Partial<ObjectMeta> & { generateName?: string };
  [field: string]: unknown;
}

export interface ObjectChange {
  type: "ADDED" | "MODIFIED" | "DELETED";
  object: KubeObject;
  /** Absent for ADDED. */
  previous?: KubeObject;
}

export interface ListFilter {
  namespace?: string;
  /** All of them must be equal. */
  labels?: Record<string, string>;
  ownerUid?: string;
  /** Pods of a node by `spec.nodeName`; "" finds those without a node. */
  nodeName?: string;
}

export interface DeleteOptions {
  /** Of pods: left out, the pod's own; 0 removes it at once. */
  gracePeriodSeconds?: number;
  /** What becomes of the objects that name it as their owner. Left out: Background. */
  propagation?: "Background" | "Foreground" | "Orphan";
}

/** Synchronous; every write belongs to the world transaction that is open. Kinds are named "apps/v1/DaemonSet", "v1/Pod". */
export interface ObjectStore {
  get(kind: string, namespace: string | undefined, name: string): KubeObject | undefined;
  /** Sorted by namespace and name; every filter is indexed. */
  list(kind: string, filter?: ListFilter): KubeObject[];
  create(object: NewKubeObject): KubeObject;
  /** Replaces spec, metadata and status alike, as a component that may write all of them. Nothing changed: no new resourceVersion. */
  update(object: KubeObject): KubeObject;
  /** `change` gets a deep copy, alters it in place; absent object: undefined. */
  modify(
    kind: string,
    namespace: string | undefined,
    name: string,
    change: (draft: KubeObject) => void,
  ): KubeObject | undefined;
  /** Honours finalizers and a pod's grace period as the API server does; absent object: nothing happens. A kubelet removes its stopped pod with `gracePeriodSeconds: 0`. */
  delete(kind: string, namespace: string | undefined, name: string, options?: DeleteOptions): void;
  /** Called after each write, in order, inside its transaction. The returned function ends it. */
  onChange(listener: (change: ObjectChange) => void): () => void;
}

/** One control loop. `reconcile` is level-triggered: it reads the store and makes the changes that are missing, so it may run at any time, any number of times. */
export interface Controller {
  readonly name: string;
  /** When given, a change wakes it this long afterwards, and further changes for the same key until then cost nothing. */
  readonly batchMs?: number;
  /** Which changed objects wake it, and for which keys. Kind "*" is every kind. */
  readonly watches: readonly { kind: string; keysOf(change: ObjectChange, cluster: Cluster): readonly string[] }[];
  reconcile(key: string, cluster: Cluster): void;
  /** Registers reactions on the schedule, before anything runs. */
  prepare?(cluster: Cluster): void;
}

export interface Cluster {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly schedule: Schedule;
  /** How long a step takes here, in milliseconds. */
  readonly latencyOf: LatencyOf;
  /** Runs `controller.reconcile(key)` soon, in the same transaction; duplicates fold into one. */
  enqueue(controller: string, key: string): void;
  /** Runs `controller.reconcile(key)` at `dueAt`; the same key again replaces it. Outlives a restart. */
  enqueueAt(controller: string, key: string, dueAt: number): void;
}

/** Runs commands in containers; the node side does, the API server serves it. */
export interface PodExec {
  /** undefined: the container does not run. */
  start(pod: KubeObject, container: string, command: ExecCommand): ExecSession | undefined;
}

export interface ExecCommand {
  command: readonly string[];
  /** In a terminal, where both outputs are one. */
  terminal: boolean;
}

export interface ExecSession {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Called once, after both outputs have ended. `failure`: it could not be started. */
  onEnd(react: (end: { exitCode: number } | { failure: string }) => void): void;
  /** Of the terminal; nothing happens without one. */
  resize(size: { columns: number; rows: number }): void;
  kill(): void;
}

/** What containers have printed so far; the node side keeps it, the API server serves it. */
export interface PodLogs {
  /** Everything the container has printed, also after its end; undefined while it has not started. */
  read(podUid: string, container: string): string | undefined;
  /** The same piece by piece, as it was printed. `run`: left out, the present one; undefined: there was no such run. */
  pieces(podUid: string, container: string, run?: "previous"): readonly LogPiece[] | undefined;
}

export interface LogPiece {
  /** Milliseconds since the epoch. */
  at: number;
  text: string;
}
