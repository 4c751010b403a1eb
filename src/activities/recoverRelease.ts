/** A revision that a dead Helm left pending: its record goes, so that the revision before it counts again. */
import type { KubernetesPort } from "../clients/ports.ts";
import type { Finding } from "../domain/findings.ts";
import type { ReleaseView } from "../domain/helmRelease.ts";
import { ANNOTATIONS } from "../domain/labels.ts";
import { type HelmfileJobOptions, helmfileConfig, helmfileName } from "../domain/manifests/helmfileJob.ts";
import { SYSTEM_NAMESPACE } from "../domain/namespaces.ts";
import { pendingRecovered } from "../domain/pendingRelease.ts";
import type { StepInput } from "../domain/steps.ts";
import { ensureObject } from "./ensureObject.ts";

/** Why is written down before: whoever dies in between has said so. Idempotent. */
export async function recoverRelease(
  kubernetes: KubernetesPort,
  options: HelmfileJobOptions,
  { name, namespace, revision }: ReleaseView,
  reason: string,
): Promise<void> {
  const config = helmfileConfig(options);
  const annotations = { [ANNOTATIONS.recovered]: reason };
  await ensureObject(kubernetes, { ...config, metadata: { ...config.metadata, annotations } }, options.preparationId);
  const record = `sh.helm.release.v1.${name}.v${revision}`;
  await kubernetes.remove({ apiVersion: "v1", kind: "Secret", namespace, name: record });
}

/** What this run recovered before it could install the release. */
export async function readRecovery(
  kubernetes: KubernetesPort,
  { release, attempt }: StepInput<"ensureRelease">,
): Promise<Finding | null> {
  for (let earlier = attempt; earlier > 0; earlier--) {
    const name = helmfileName(release, earlier);
    const config = await kubernetes.read({ apiVersion: "v1", kind: "ConfigMap", namespace: SYSTEM_NAMESPACE, name });
    const reason = config?.metadata.annotations?.[ANNOTATIONS.recovered];
    if (reason !== undefined) return pendingRecovered(release.name, reason);
  }
  return null;
}
