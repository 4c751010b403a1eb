/** The installer's access to the cluster, and the Jobs that used it. */
import type { KubernetesPort } from "../clients/ports.ts";
import { refOf } from "../domain/kubernetesObject.ts";
import { LABELS } from "../domain/labels.ts";
import { installerAccess } from "../domain/manifests/helmfileJob.ts";
import { SYSTEM_NAMESPACE } from "../domain/namespaces.ts";
import type { StepInput, StepOutput } from "../domain/steps.ts";
import type { ActivityDeps } from "./deps.ts";

export async function removeInstallerAccess(
  { clusters }: ActivityDeps,
  { cluster }: StepInput<"removeInstallerAccess">,
): Promise<StepOutput<"removeInstallerAccess">> {
  const kubernetes = await clusters.connect(cluster);
  await removeAccess(kubernetes);
  return {};
}

/** Access, Jobs and their files: nothing of the installation stays but what it installed. */
export async function removeInstaller(kubernetes: KubernetesPort, preparationId: string): Promise<void> {
  await removeAccess(kubernetes);
  for (const [apiVersion, kind] of [
    ["batch/v1", "Job"],
    ["v1", "ConfigMap"],
  ] as const) {
    const labelSelector = `${LABELS.preparation}=${preparationId},${LABELS.purpose}=install`;
    const found = await kubernetes.list({ apiVersion, kind, namespace: SYSTEM_NAMESPACE, labelSelector });
    await Promise.all(
      found.map(({ metadata }) =>
        kubernetes.remove({ apiVersion, kind, namespace: SYSTEM_NAMESPACE, name: metadata.name }),
      ),
    );
  }
}

async function removeAccess(kubernetes: KubernetesPort): Promise<void> {
  await Promise.all(installerAccess().map((object) => kubernetes.remove(refOf(object))));
}
