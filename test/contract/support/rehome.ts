/** The app's own objects, moved to where this run may put them: its namespace, its suffix, its group. */
import type { KubernetesObject } from "../../../src/domain/kubernetesObject.ts";
import { SUITE_LABEL } from "./names.ts";
import { settings } from "./settings.ts";

export interface Home {
  namespace: string;
  /** Instead of the object's own group. */
  apiVersion?: string;
}

/** Objects inside a namespace keep their names; cluster-wide ones get the run's suffix and label. */
export function rehomed(
  object: KubernetesObject,
  { namespace, apiVersion = object.apiVersion }: Home,
): KubernetesObject {
  const { metadata } = object;
  const { suffix } = settings();
  if (metadata.namespace !== undefined) return { ...object, apiVersion, metadata: { ...metadata, namespace } };
  const labels = { ...metadata.labels, [SUITE_LABEL]: suffix };
  return { ...object, apiVersion, metadata: { ...metadata, name: `${metadata.name}-${suffix}`, labels } };
}

/** On no node at all: what the app's DaemonSets would do on somebody's nodes is no business of this suite. */
export function onNoNode(daemonSet: KubernetesObject): KubernetesObject {
  const spec = daemonSet["spec"] as { template: { spec: object } };
  const nodeSelector = { "contract.lamplighter.dev/nowhere": "yes" };
  const template = { ...spec.template, spec: { ...spec.template.spec, nodeSelector } };
  return { ...daemonSet, spec: { ...spec, template } };
}
