/** A run's place in the cluster: the namespaces, and the ConfigMap that holds its scripts and owns its pods. */

import { ClientFault } from "../clients/errors.ts";
import type { KubernetesPort } from "../clients/ports.ts";
import type { KubernetesObject } from "../domain/kubernetesObject.ts";
import { privilegedNamespace } from "../domain/manifests/namespace.ts";
import { runScripts, runScriptsName } from "../domain/manifests/nodePod.ts";
import { SYSTEM_NAMESPACE } from "../domain/namespaces.ts";
import type { StepInput, StepOutput } from "../domain/steps.ts";
import type { ActivityDeps } from "./deps.ts";
import { ensureObject } from "./ensureObject.ts";
import { removeInstaller } from "./installer.ts";
import { NODE_SCRIPTS } from "./scripts/nodeScripts.ts";

/** `changed` counts the namespaces: they stay, the scripts do not. */
export async function openRun(
  { clusters }: ActivityDeps,
  { cluster, preparationId, namespaces }: StepInput<"openRun">,
): Promise<StepOutput<"openRun">> {
  const kubernetes = await clusters.connect(cluster);
  const ensured = await Promise.all(
    namespaces.map((name) => ensureObject(kubernetes, privilegedNamespace(name), preparationId)),
  );
  await requireDefaultAccount(kubernetes);
  const scripts = await ensureObject(kubernetes, runScripts(preparationId, NODE_SCRIPTS), preparationId);
  return {
    owner: ownerOf(scripts),
    changed: ensured.filter((result) => result !== "kindMissing" && result.changed).length,
  };
}

/** A pod that comes before its namespace's account is refused for good: wait for it here. */
async function requireDefaultAccount(kubernetes: KubernetesPort): Promise<void> {
  const account = { apiVersion: "v1", kind: "ServiceAccount", namespace: SYSTEM_NAMESPACE, name: "default" };
  if ((await kubernetes.read(account)) !== undefined) return;
  const operation = `GET ServiceAccount ${SYSTEM_NAMESPACE}/default`;
  const message = `${operation}: the new namespace has none yet, and pods cannot be made without it`;
  throw new ClientFault(message, { code: "NamespaceNotReady", retry: "soon", operation });
}

function ownerOf(scripts: Awaited<ReturnType<typeof ensureObject>>): StepOutput<"openRun">["owner"] {
  if (scripts === "kindMissing") throw new Error("The API server does not know ConfigMaps");
  const { metadata }: KubernetesObject = scripts.object;
  return { name: metadata.name, uid: metadata.uid ?? "" };
}

/** The run's pods go with the ConfigMap that owns them. Nothing there any more: nothing done. */
export async function closeRun(
  { clusters }: ActivityDeps,
  { cluster, preparationId, keepInstaller }: StepInput<"closeRun">,
): Promise<StepOutput<"closeRun">> {
  const kubernetes = await clusters.connect(cluster);
  if (keepInstaller !== true) await removeInstaller(kubernetes, preparationId);
  await kubernetes.remove({
    apiVersion: "v1",
    kind: "ConfigMap",
    namespace: SYSTEM_NAMESPACE,
    name: runScriptsName(preparationId),
  });
  return {};
}
