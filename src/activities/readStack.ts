/**
 * Whether what is cluster-wide has settled: operators ready, DaemonSets on every node that should have them. "0 desired"
 * and a status that has not observed the last change are not ready (facts-azure-kubernetes.md, section D).
 */
import type { KubernetesPort } from "../clients/ports.ts";
import type { KubernetesObject, ObjectRef } from "../domain/kubernetesObject.ts";
import { NIC_CLUSTER_POLICY } from "../domain/manifests/nicClusterPolicy.ts";
import { PEERMEM_RELOADER } from "../domain/manifests/peermemReloader.ts";
import { ULIMIT_ADJUSTER } from "../domain/manifests/ulimitAdjuster.ts";
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

type ReadInput = StepInput<"readStack">;

export async function readStack({ clusters }: ActivityDeps, input: ReadInput): Promise<Outcome<null>> {
  const kubernetes = await clusters.connect(input.cluster);
  const policies = policiesOf(input).map((policy) => policyLack(kubernetes, policy));
  const daemonSets = daemonSetsOf(input).map((daemonSet) => daemonSetLack(kubernetes, daemonSet));
  const lack = (await Promise.all([...policies, ...daemonSets])).find((reason) => reason !== undefined);
  return lack === undefined ? done(null, false) : waiting(lack);
}

function policiesOf({ stack }: ReadInput): ObjectRef[] {
  return [...(stack.rdma ? [NIC_POLICY] : []), ...(stack.gpuOperator ? [GPU_POLICY] : [])];
}

interface ExpectedDaemonSet {
  name: string;
  namespace: string;
  nodes: number;
}

function daemonSetsOf({ stack, nodes }: ReadInput): ExpectedDaemonSet[] {
  return [
    ...(stack.gpuOperator ? [] : [{ ...DEVICE_PLUGIN, nodes: nodes.gpu }]),
    ...(stack.peermemReloader ? [{ ...PEERMEM_RELOADER, nodes: nodes.infiniband }] : []),
    { ...ULIMIT_ADJUSTER, nodes: nodes.gpu },
  ];
}

async function policyLack(kubernetes: KubernetesPort, ref: ObjectRef): Promise<string | undefined> {
  const policy = await kubernetes.read(ref);
  const { state } = (policy?.["status"] ?? {}) as { state?: string };
  return state === "ready" ? undefined : `${ref.kind} ${ref.name} is ${state ?? "without a status"}`;
}

async function daemonSetLack(
  kubernetes: KubernetesPort,
  { name, namespace, nodes }: ExpectedDaemonSet,
): Promise<string | undefined> {
  const daemonSet = await kubernetes.read({ apiVersion: "apps/v1", kind: "DaemonSet", name, namespace });
  if (daemonSet === undefined) return `DaemonSet ${name} is not there`;
  const { desired, available, observed } = daemonSetCounts(daemonSet);
  if (!observed) return `DaemonSet ${name}: its controller has not seen the last change`;
  if (desired < nodes) return `DaemonSet ${name} wants ${desired} pods, ${nodes} nodes need one`;
  return available >= desired ? undefined : `DaemonSet ${name}: ${available} of ${desired} pods are available`;
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
