/**
 * Which image the suite's pods run. The nodes of a cluster without a way to a registry have some image with a shell all
 * the same: when the wanted one cannot be pulled, those that every node says it has are tried.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { V1ContainerStatus, V1Node, V1Pod } from "@kubernetes/client-node";
import { SUITE_LABEL } from "../test/contract/support/names.ts";
import type { Wire } from "../test/contract/support/wire.ts";

export type ImageChoice = { image: string; remark?: string } | { failure: string };

export const DEFAULT_IMAGE = "docker.io/library/busybox:1.37.0";

const LONGEST_WAIT_MS = 150_000;
const MOST_CANDIDATES = 20;

/** What the suite's scripts use. */
const HAS_PROGRAMS = "for each in cat head ls mkdir rmdir sleep wc; do command -v $each || exit 3; done";

const LIKELY = /busybox|alpine|debian|ubuntu|bash|shell|toolbox/;

/** `nodes`: those that the suite may use. Leaves a namespace behind, which the run's clean-up finds. */
export async function chooseImage(wire: Wire, nodes: readonly V1Node[], wanted: Wanted): Promise<ImageChoice> {
  if (nodes.length === 0) return { failure: "no node is Ready, not cordoned and runs Linux" };
  const namespace = await makeNamespace(wire, wanted.suffix);
  const pulled = await tryImages(wire, namespace, { name: "pulled", images: [wanted.image], policy: "IfNotPresent" });
  if (pulled.image !== undefined) return { image: pulled.image };
  const failure = `${wanted.image} does not run: ${pulled.complaint}`;
  const images = wanted.isFixed ? [] : imagesOf(nodes);
  if (images.length === 0) return { failure };
  const present = await tryImages(wire, namespace, { name: "present", images, policy: "Never" });
  if (present.image === undefined) return { failure: `${failure}; and no image of the nodes has a shell` };
  return { image: present.image, remark: failure };
}

export interface Wanted {
  image: string;
  /** Somebody said it: no other will do. */
  isFixed: boolean;
  suffix: string;
}

/** Names that every node has, the likeliest to have a shell first. */
export function imagesOf(nodes: readonly V1Node[]): string[] {
  const [first, ...others] = nodes.map(({ status }) => status?.images ?? []);
  const isEverywhere = (name: string) => others.every((images) => images.some(({ names }) => names?.includes(name)));
  const smallestFirst = (first ?? []).toSorted((left, right) => (left.sizeBytes ?? 0) - (right.sizeBytes ?? 0));
  const names = smallestFirst.flatMap((image) => [...(image.names ?? [])].toSorted(byUse).find(isEverywhere) ?? []);
  const [likely, unlikely] = [names.filter((name) => LIKELY.test(name)), names.filter((name) => !LIKELY.test(name))];
  return [...likely, ...unlikely].slice(0, MOST_CANDIDATES);
}

/** A tag can be read; one that is "latest" is pulled again and again. */
function byUse(left: string, right: string): number {
  const rank = (name: string) => (name.includes("@") ? 2 : name.endsWith(":latest") ? 1 : 0);
  return rank(left) - rank(right);
}

async function makeNamespace(wire: Wire, suffix: string): Promise<string> {
  const name = `lamplighter-image-${suffix}`;
  const labels = { [SUITE_LABEL]: suffix, "pod-security.kubernetes.io/enforce": "privileged" };
  await succeed(wire.send("POST", "/api/v1/namespaces", { body: { metadata: { name, labels } } }));
  await settled(
    () => wire.send("GET", `/api/v1/namespaces/${name}/serviceaccounts/default`),
    ({ status }) => status === 200,
  );
  return name;
}

interface Trial {
  name: string;
  images: readonly string[];
  policy: string;
}

/** One pod, one container an image: the first that ends well. */
async function tryImages(
  wire: Wire,
  namespace: string,
  { name, images, policy }: Trial,
): Promise<{ image?: string | undefined; complaint: string }> {
  const containers = images.map((image, index) => ({
    name: `image-${index}`,
    image,
    imagePullPolicy: policy,
    command: ["/bin/sh", "-c", HAS_PROGRAMS],
  }));
  const spec = {
    restartPolicy: "Never",
    terminationGracePeriodSeconds: 1,
    automountServiceAccountToken: false,
    nodeSelector: { "kubernetes.io/os": "linux" },
    tolerations: [{ operator: "Exists" }],
    containers,
  };
  const path = `/api/v1/namespaces/${namespace}/pods`;
  await succeed(wire.send("POST", path, { body: { metadata: { name }, spec } }));
  const { body: pod } = await settled(
    () => wire.send<V1Pod>("GET", `${path}/${name}`),
    ({ body }) => statusesOf(body).length > 0 && statusesOf(body).every(isSettled),
  );
  const good = statusesOf(pod).filter(({ state }) => state?.terminated?.exitCode === 0);
  const image = images.find((_, index) => good.some((status) => status.name === `image-${index}`));
  return { image, complaint: complaintOf(pod) };
}

function statusesOf({ status }: V1Pod): V1ContainerStatus[] {
  return status?.containerStatuses ?? [];
}

/** It ended, or the kubelet has said why it cannot start. */
function isSettled({ state }: V1ContainerStatus): boolean {
  const reason = state?.waiting?.reason ?? "";
  return state?.terminated !== undefined || /^(Err|ImagePullBackOff|Invalid|Create\w+Error|RunContainer)/.test(reason);
}

function complaintOf(pod: V1Pod): string {
  const [status] = statusesOf(pod);
  const { waiting, terminated } = status?.state ?? {};
  const said = waiting?.message ?? terminated?.message ?? terminated?.reason ?? waiting?.reason;
  return (
    said ?? pod.status?.conditions?.find(({ type }) => type === "PodScheduled")?.message ?? "its pod does not start"
  );
}

async function succeed(answer: ReturnType<Wire["send"]>): Promise<void> {
  const { status, text } = await answer;
  if (status > 299) throw new Error(`The API server refused with ${status}: ${text.slice(0, 500)}`);
}

/** The last answer, whether `isDone` or not. */
async function settled<T>(ask: () => Promise<T>, isDone: (answer: T) => boolean): Promise<T> {
  const giveUpAt = performance.now() + LONGEST_WAIT_MS;
  for (;;) {
    const answer = await ask();
    if (isDone(answer) || performance.now() > giveUpAt) return answer;
    await sleep(500);
  }
}
