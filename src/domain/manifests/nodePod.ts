/** Pods that work on one node: a read-only probe, or the patch. Pinned by name, privileged, gone with their run. */
import type { KubernetesObject } from "../kubernetesObject.ts";
import { LABELS } from "../labels.ts";
import { SYSTEM_NAMESPACE } from "../namespaces.ts";
import { type NodeRef, nodePodName } from "../nodeRef.ts";
import type { Toleration } from "../tolerations.ts";

export type NodePodPurpose = "probe" | "patch" | "verify" | "proof";

export interface NodeWork {
  preparationId: string;
  purpose: NodePodPurpose;
  /** Which group of nodes is worked on and polled together. */
  chunk: string;
  attempt: number;
}

export interface PinnedPodOptions extends NodeWork {
  node: NodeRef;
  image: string;
  tolerations: Toleration[];
  deadlineSeconds: number;
  /** The ConfigMap that holds the scripts; when it is deleted the pod goes too. */
  owner: { name: string; uid: string };
}

export interface NodePodOptions extends PinnedPodOptions {
  script: "probe.sh" | "patch.sh";
  env: Record<string, string>;
  /** A second ConfigMap, mounted at /lamplighter/config. */
  configMap?: string;
}

export const SCRIPTS_PATH = "/lamplighter/scripts";
export const CONFIG_PATH = "/lamplighter/config";

export function nodePod(options: NodePodOptions): KubernetesObject {
  const { owner, configMap } = options;
  return {
    ...POD,
    metadata: pinnedMetadata(options),
    spec: {
      ...pinnedSpec(options),
      hostPID: true,
      containers: [
        {
          name: options.purpose,
          image: options.image,
          command: ["/bin/sh", `${SCRIPTS_PATH}/${options.script}`],
          env: Object.entries({ ...BASE_ENV, ...options.env }).map(([name, value]) => ({ name, value })),
          securityContext: { privileged: true },
          volumeMounts: [
            { name: "host", mountPath: "/host", mountPropagation: "HostToContainer" },
            { name: "scripts", mountPath: SCRIPTS_PATH, readOnly: true },
            ...(configMap === undefined ? [] : [{ name: "config", mountPath: CONFIG_PATH, readOnly: true }]),
          ],
        },
      ],
      volumes: [
        { name: "host", hostPath: { path: "/", type: "Directory" } },
        { name: "scripts", configMap: { name: owner.name } },
        ...(configMap === undefined ? [] : [{ name: "config", configMap: { name: configMap } }]),
      ],
    },
  };
}

const POD = { apiVersion: "v1", kind: "Pod" } as const;

export function pinnedMetadata(options: PinnedPodOptions): KubernetesObject["metadata"] {
  const { node, owner } = options;
  return {
    name: nodePodName(options.purpose, node, options.preparationId, options.attempt),
    namespace: SYSTEM_NAMESPACE,
    labels: nodeWorkLabels(options),
    ownerReferences: [{ apiVersion: "v1", kind: "ConfigMap", name: owner.name, uid: owner.uid }],
  };
}

/** On the node whatever its condition, and for a time. */
export function pinnedSpec({ node, purpose, deadlineSeconds, tolerations }: PinnedPodOptions) {
  return {
    nodeName: node.name,
    restartPolicy: "Never",
    activeDeadlineSeconds: deadlineSeconds,
    terminationGracePeriodSeconds: GRACE_SECONDS[purpose],
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    // A cordoned node and one whose containerd was just restarted must still be reachable.
    tolerations: [...tolerations, ...NODE_CONDITION_TOLERATIONS],
  };
}

const BASE_ENV = { HOST_ROOT: "/host", SCRIPTS: SCRIPTS_PATH, TERMINATION_LOG: "/dev/termination-log" };

/** A patch that is told to end first brings the node into one state or the other; the others leave nothing behind. */
const GRACE_SECONDS: Record<NodePodPurpose, number> = { probe: 5, patch: 240, verify: 5, proof: 5 };

const NODE_CONDITION_TOLERATIONS = [
  { key: "node.kubernetes.io/unschedulable", operator: "Exists", effect: "NoSchedule" },
  { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute" },
];

function nodeWorkLabels({ preparationId, purpose, chunk }: NodeWork): Record<string, string> {
  return {
    [LABELS.managedBy]: "lamplighter",
    [LABELS.preparation]: preparationId,
    [LABELS.purpose]: purpose,
    [LABELS.chunk]: chunk,
  };
}

export function nodeWorkSelector({ preparationId, purpose, chunk }: Omit<NodeWork, "attempt">): string {
  return `${LABELS.preparation}=${preparationId},${LABELS.purpose}=${purpose},${LABELS.chunk}=${chunk}`;
}

export function runScriptsName(preparationId: string): string {
  return `run-${preparationId}`;
}

/** Holds the scripts of a run and owns its pods. */
export function runScripts(preparationId: string, scripts: Record<string, string>): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: runScriptsName(preparationId),
      namespace: SYSTEM_NAMESPACE,
      labels: { [LABELS.managedBy]: "lamplighter", [LABELS.preparation]: preparationId },
    },
    data: scripts,
  };
}

/** The file that nodes with the same old one get. `binaryData`: its bytes must arrive as they are. */
export function newConfigMap(
  owner: { name: string; uid: string },
  preparationId: string,
  newSha256: string,
  base64: string,
): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: newConfigName(preparationId, newSha256),
      namespace: SYSTEM_NAMESPACE,
      labels: { [LABELS.managedBy]: "lamplighter", [LABELS.preparation]: preparationId },
      ownerReferences: [{ apiVersion: "v1", kind: "ConfigMap", name: owner.name, uid: owner.uid }],
    },
    binaryData: { "config.toml": base64 },
  };
}

export function newConfigName(preparationId: string, newSha256: string): string {
  return `containerd-${newSha256.slice(0, 16)}-${preparationId}`;
}
