/** What the app sends to a cluster, made by the app's own code, and sent straight into the store. */
import type { ReleaseSpec } from "../../../../src/domain/helmRelease.ts";
import {
  helmfileConfig,
  helmfileJob,
  helmfileName,
  installerAccess,
} from "../../../../src/domain/manifests/helmfileJob.ts";
import { SYSTEM_NAMESPACE } from "../../../../src/domain/namespaces.ts";
import { gpuOperatorRelease, networkOperatorRelease } from "../../../../src/domain/releases.ts";
import type { StackSpec } from "../../../../src/domain/stack.ts";
import { tolerationsFor } from "../../../../src/domain/tolerations.ts";
import { VERSION_SETS } from "../../../../src/domain/versions.ts";
import type { TestWorld } from "../node/aWorld.ts";

export function aStack({ rdma }: { rdma: boolean }): StackSpec {
  const versions = VERSION_SETS["guide-2026-06"];
  const tolerations = tolerationsFor([]);
  const options = { versions, tolerations, rdma };
  const releases = rdma
    ? [networkOperatorRelease(options), gpuOperatorRelease(options)]
    : [gpuOperatorRelease(options)];
  const namespaces = [SYSTEM_NAMESPACE];
  return {
    versions,
    tolerations,
    rdma,
    forceDrain: false,
    gpuOperator: true,
    peermemReloader: rdma,
    namespaces,
    releases,
  };
}

export function createNamespaces(world: TestWorld, ...names: string[]): void {
  for (const name of names) world.create({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
}

export function grantInstaller(world: TestWorld, only: { kind?: string } = {}): void {
  const objects = installerAccess().filter(({ kind }) => only.kind === undefined || kind === only.kind);
  for (const object of objects) world.create(object);
}

/** The Job's name. */
export function install(world: TestWorld, release: ReleaseSpec, attempt = 1): string {
  const options = {
    release,
    attempt,
    preparationId: "p1",
    image: "ghcr.io/helmfile/helmfile:v1.1.9",
    deadlineSeconds: 600,
  };
  world.create(helmfileConfig(options));
  world.create(helmfileJob(options));
  return helmfileName(release, attempt);
}

/** "Complete" or "Failed" once the Job is over. */
export function jobEnd(world: TestWorld, name: string): string | undefined {
  const job = world.get("batch/v1/Job", SYSTEM_NAMESPACE, name);
  const { conditions = [] } = (job?.["status"] ?? {}) as { conditions?: { type: string; status: string }[] };
  return conditions.find(({ type, status }) => ["Complete", "Failed"].includes(type) && status === "True")?.type;
}

export function jobLog(world: TestWorld, name: string): string {
  const [pod] = world.cluster.store.list("v1/Pod", { namespace: SYSTEM_NAMESPACE, labels: { "job-name": name } });
  return world.podLogs.read(pod?.metadata.uid ?? "", "helmfile") ?? "";
}
