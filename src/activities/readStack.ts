/**
 * Whether what is cluster-wide has settled: operators ready, DaemonSets on every node that should have them. "0 desired"
 * and a status that has not observed the last change are not ready (facts-azure-kubernetes.md, section D).
 */
import type { KubernetesPort } from "../clients/ports.ts";
import type { FindingCode } from "../domain/findings.ts";
import type { KubernetesObject, ObjectRef } from "../domain/kubernetesObject.ts";
import { poolSelector } from "../domain/labels.ts";
import { NIC_CLUSTER_POLICY } from "../domain/manifests/nicClusterPolicy.ts";
import { PEERMEM_RELOADER } from "../domain/manifests/peermemReloader.ts";
import { ULIMIT_ADJUSTER } from "../domain/manifests/ulimitAdjuster.ts";
import { isReady } from "../domain/nodeReadiness.ts";
import { nodeRefOf } from "../domain/nodeRef.ts";
import { done, type Outcome, waiting } from "../domain/outcome.ts";
import { DEVICE_PLUGIN } from "../domain/releases.ts";
import type { StepInput } from "../domain/steps.ts";
import type { ActivityDeps } from "./deps.ts";

const GPU_POLICY: ObjectRef = { apiVersion: "nvidia.com/v1", kind: "ClusterPolicy", name: "cluster-policy" };
const NIC_POLICY: ObjectRef = {
  apiVersion: "mellanox.com/v1alpha1",
  kind: "NicClusterPolicy",
  name: NIC_CLUSTER_POLICY,
};

/** The last of the GPU operator's parts on a node: its ClusterPolicy is "ready" even when none of them wants a pod. */
const OPERATORS_DEVICE_PLUGIN = { name: "nvidia-device-plugin-daemonset", namespace: "gpu-operator" } as const;

type ReadInput = StepInput<"readStack">;

/** What is not as it should be yet. */
interface StackLack {
  reason: string;
  code?: FindingCode;
}

export async function readStack({ clusters }: ActivityDeps, input: ReadInput): Promise<Outcome<null>> {
  const kubernetes = await clusters.connect(input.cluster);
  const policies = policiesOf(input).map((policy) => policyLack(kubernetes, policy));
  const daemonSets = daemonSetsOf(input, await countNodes(kubernetes, input)).map((daemonSet) =>
    daemonSetLack(kubernetes, daemonSet),
  );
  const lacks = (await Promise.all([...policies, ...daemonSets])).filter((lack) => lack !== undefined);
  // A part that matches no node is why the others are not ready.
  const lack = lacks.find(({ code }) => code === "NoNodesMatched") ?? lacks[0];
  return lack === undefined ? done(null, false) : waiting(lack.reason, lack.code);
}

function policiesOf({ stack }: ReadInput): ObjectRef[] {
  return [...(stack.rdma ? [NIC_POLICY] : []), ...(stack.gpuOperator ? [GPU_POLICY] : [])];
}

interface ExpectedDaemonSet {
  name: string;
  namespace: string;
  nodes: number;
  /** What it is called when its pods are not ready. */
  code?: FindingCode;
}

interface NodeCounts {
  gpu: number;
  infiniband: number;
}

/** Those that are there and Ready now, whoever has come or left since. A part that is on no node at all is never in order. */
async function countNodes(kubernetes: KubernetesPort, { pools }: ReadInput): Promise<NodeCounts> {
  const nodes = await kubernetes.list({ apiVersion: "v1", kind: "Node", labelSelector: poolSelector(pools.gpu) });
  const countIn = (names: readonly string[]) =>
    nodes.filter((node) => names.includes(nodeRefOf(node).pool) && isReady(node)).length;
  const atLeastOne = (names: readonly string[]) => (names.length === 0 ? 0 : Math.max(countIn(names), 1));
  return { gpu: atLeastOne(pools.gpu), infiniband: atLeastOne(pools.infiniband) };
}

function daemonSetsOf({ stack }: ReadInput, nodes: NodeCounts): ExpectedDaemonSet[] {
  return [
    {
      ...(stack.gpuOperator ? OPERATORS_DEVICE_PLUGIN : DEVICE_PLUGIN),
      nodes: nodes.gpu,
      code: "DevicePluginNotReady",
    },
    ...(stack.peermemReloader
      ? [{ ...PEERMEM_RELOADER, nodes: nodes.infiniband, code: "PeermemMissing" as const }]
      : []),
    { ...ULIMIT_ADJUSTER, nodes: nodes.gpu },
  ];
}

async function policyLack(kubernetes: KubernetesPort, ref: ObjectRef): Promise<StackLack | undefined> {
  const policy = await kubernetes.read(ref);
  const { state } = (policy?.["status"] ?? {}) as { state?: string };
  if (state === "ready") return undefined;
  return { reason: `${ref.kind} ${ref.name} is ${state ?? "without a status"}` };
}

async function daemonSetLack(
  kubernetes: KubernetesPort,
  { name, namespace, nodes, code }: ExpectedDaemonSet,
): Promise<StackLack | undefined> {
  const daemonSet = await kubernetes.read({ apiVersion: "apps/v1", kind: "DaemonSet", name, namespace });
  if (daemonSet === undefined) return { reason: `DaemonSet ${name} is not there` };
  const { desired, available, observed } = daemonSetCounts(daemonSet);
  if (!observed) return { reason: `DaemonSet ${name}: its controller has not seen the last change` };
  if (desired < nodes) {
    return { reason: `DaemonSet ${name} wants ${desired} pods, ${nodes} nodes need one`, code: "NoNodesMatched" };
  }
  if (available >= desired) return undefined;
  const where = await unreadyNodes(kubernetes, daemonSet);
  const reason = `DaemonSet ${name}: ${available} of ${desired} pods are available${where}`;
  return { reason, ...(code === undefined ? {} : { code }) };
}

const MOST_NAMED = 20;

/** Where its pods are not Ready, by name. */
async function unreadyNodes(kubernetes: KubernetesPort, daemonSet: KubernetesObject): Promise<string> {
  const { selector } = daemonSet["spec"] as { selector: { matchLabels?: Record<string, string> } };
  const labels = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const namespace = daemonSet.metadata.namespace ?? "";
  const pods = await kubernetes.list({ apiVersion: "v1", kind: "Pod", namespace, labelSelector: labels.join(",") });
  const names = pods
    .filter((pod) => !isReady(pod))
    .flatMap((pod) => (pod["spec"] as { nodeName?: string }).nodeName ?? []);
  const more = names.length > MOST_NAMED ? `, and ${names.length - MOST_NAMED} more` : "";
  return names.length === 0 ? "" : `; not on ${names.toSorted().slice(0, MOST_NAMED).join(", ")}${more}`;
}

function daemonSetCounts(daemonSet: KubernetesObject): { desired: number; available: number; observed: boolean } {
  const status = (daemonSet["status"] ?? {}) as {
    desiredNumberScheduled?: number;
    numberAvailable?: number;
    observedGeneration?: number;
  };
  return {
    desired: status.desiredNumberScheduled ?? 0,
    available: status.numberAvailable ?? 0,
    observed: (status.observedGeneration ?? 0) >= (daemonSet.metadata.generation ?? 0),
  };
}
