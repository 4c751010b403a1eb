/** Which Ubuntu goes with which Kubernetes (facts-azure-kubernetes.md, section C): a new pool gets the cluster's version. */
import type { Finding } from "../findings.ts";
import type { ManagedClusterView, NodePoolSpec, OsSku } from "../nodePool.ts";
import type { PoolPlanning } from "../plannedPool.ts";

/** Kubernetes 1.x on which AKS offers it. */
const MINORS: Record<OsSku, { from: number; to: number }> = {
  Ubuntu: { from: 0, to: Number.POSITIVE_INFINITY },
  Ubuntu2204: { from: 0, to: 34 },
  Ubuntu2404: { from: 32, to: 38 },
};

/** A pool that exists has its release already. A version that cannot be read is left to AKS to judge. */
export function osReleaseFindings(pools: readonly PoolPlanning[], cluster: ManagedClusterView): Finding[] {
  const minor = Number(/^1\.(\d+)/.exec(cluster.kubernetesVersion)?.[1]);
  return pools
    .filter(({ planned }) => planned.action === "create")
    .flatMap(({ planned: { spec } }) => {
      const { from, to } = MINORS[spec.osSku];
      if (minor < from) return [tooOld(spec, cluster, from)];
      return minor > to ? [tooNew(spec, cluster, to)] : [];
    });
}

function tooOld({ name, osSku }: NodePoolSpec, { kubernetesVersion }: ManagedClusterView, from: number): Finding {
  return {
    code: "KubernetesTooOld",
    severity: "block",
    subject: `pool/${name}`,
    found: `the cluster has Kubernetes ${kubernetesVersion}; AKS offers ${osSku} from 1.${from}`,
    action: `Upgrade the cluster to 1.${from} or later (az aks upgrade), or ask for osSku Ubuntu.`,
  };
}

function tooNew({ name, osSku }: NodePoolSpec, { kubernetesVersion }: ManagedClusterView, to: number): Finding {
  return {
    code: "VersionIncompatible",
    severity: "block",
    subject: `pool/${name}`,
    found: `the cluster has Kubernetes ${kubernetesVersion}; AKS offers ${osSku} up to 1.${to}`,
    action: "Ask for osSku Ubuntu: AKS's own release for the cluster's version.",
  };
}
