/**
 * The proof of level L3 on one node: what a tenant's pod gets there. Not privileged, nothing of the host mounted, no
 * priority. Three containers read their own limits: annotated as root, annotated as another user, and without annotation.
 * The devices go to the first, since most images that use them run as root; counting them needs no right.
 */
import { type DeviceAsk, devicesWanted } from "../devices.ts";
import type { KubernetesObject } from "../kubernetesObject.ts";
import { ANNOTATIONS } from "../labels.ts";
import { memlockKey, UNLIMITED_MEMLOCK } from "../memlock.ts";
import { type PinnedPodOptions, pinnedMetadata, pinnedSpec, SCRIPTS_PATH } from "./nodePod.ts";

export const PROOF_CONTAINERS = ["root", "non-root", "control"] as const;

export type ProofContainer = (typeof PROOF_CONTAINERS)[number];

export interface ProofPodOptions extends PinnedPodOptions {
  devices: DeviceAsk;
}

export function proofPod(options: ProofPodOptions): KubernetesObject {
  const { owner, devices } = options;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...pinnedMetadata(options),
      annotations: {
        [memlockKey("root")]: UNLIMITED_MEMLOCK,
        [memlockKey("non-root")]: UNLIMITED_MEMLOCK,
        ...(devices.kind === "none" ? { [ANNOTATIONS.noDevices]: devices.reason } : {}),
      },
    },
    spec: {
      ...pinnedSpec(options),
      containers: [
        { ...container(options, "root", 0), resources: { limits: devicesWanted(devices) } },
        container(options, "non-root", NOBODY),
        container(options, "control", 0),
      ],
      volumes: [{ name: "scripts", configMap: { name: owner.name } }],
    },
  };
}

/** "nobody" of every distribution. */
const NOBODY = 65534;

function container({ image }: ProofPodOptions, name: ProofContainer, runAsUser: number) {
  return {
    name,
    image,
    command: ["/bin/sh", `${SCRIPTS_PATH}/proof.sh`],
    env: Object.entries(ENVIRONMENT).map(([key, value]) => ({ name: key, value })),
    securityContext: { runAsUser, allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
    volumeMounts: [{ name: "scripts", mountPath: SCRIPTS_PATH, readOnly: true }],
  };
}

const ENVIRONMENT = { LIMITS: "/proc/self/limits", DEVICES: "/dev", TERMINATION_LOG: "/dev/termination-log" };
