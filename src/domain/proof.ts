/** What a proof's pod brought: the limits and devices that its containers saw, as scripts/proof.sh reports them. */
import * as z from "zod";
import type { KubernetesObject } from "./kubernetesObject.ts";
import { ANNOTATIONS } from "./labels.ts";
import type { ProofContainer } from "./manifests/proofPod.ts";
import { isUnlimited, type MemlockLimit } from "./memlock.ts";
import { parseLines } from "./nodeFacts.ts";
import type { ContainerEnd } from "./pods.ts";
import { toldText } from "./toldText.ts";

export type Sight =
  | { kind: "seen"; memlock: MemlockLimit; gpus: number; uverbs: number }
  /** containerd did not start the container with what it asks for. */
  | { kind: "notStarted"; reason: string }
  | { kind: "unseen"; reason: string };

export interface Proof {
  root: Sight;
  nonRoot: Sight;
  control: Sight;
  /** Why the pod asked for no devices. */
  noDevices?: string;
}

const count = z.string().regex(/^\d+$/).transform(Number);
const limit = z.string().regex(/^(\d+|unlimited)$/);
const sightSchema = z.object({ memlockSoft: limit, memlockHard: limit, gpus: count, uverbs: count });

export function readProof(pod: KubernetesObject, containers: ReadonlyMap<string, ContainerEnd>): Proof {
  const sightOf = (name: ProofContainer) => readSight(containers.get(name));
  const noDevices = pod.metadata.annotations?.[ANNOTATIONS.noDevices];
  return {
    root: sightOf("root"),
    nonRoot: sightOf("non-root"),
    control: sightOf("control"),
    ...(noDevices === undefined ? {} : { noDevices }),
  };
}

const NOT_STARTED = ["StartError", "ContainerCannotRun"];

function readSight(end: ContainerEnd | undefined): Sight {
  if (end === undefined) return { kind: "unseen", reason: "the container is missing in the pod's status" };
  const { exitCode, message, reason } = end;
  if (NOT_STARTED.includes(reason))
    return { kind: "notStarted", reason: `the container was not started: ${toldText(message)}` };
  if (exitCode !== 0) return { kind: "unseen", reason: `the container ended with exit code ${exitCode}` };
  const parsed = sightSchema.safeParse(parseLines(message));
  if (!parsed.success) return { kind: "unseen", reason: "the container left no readable result" };
  const { memlockSoft: soft, memlockHard: hard, gpus, uverbs } = parsed.data;
  return { kind: "seen", memlock: { soft, hard }, gpus, uverbs };
}

/** No pod brought a result. */
export function noProof(reason: string): Proof {
  const unseen: Sight = { kind: "unseen", reason };
  return { root: unseen, nonRoot: unseen, control: unseen };
}

export function isRaised(sight: Sight): boolean {
  return sight.kind === "seen" && isUnlimited(sight.memlock);
}
