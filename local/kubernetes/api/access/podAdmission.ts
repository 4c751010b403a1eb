/** What a new pod refers to must be there: its ServiceAccount and its priority class. */
import type { SentObject } from "../../cluster.ts";
import { hasServiceAccount, podSpecOf } from "../../store/objectParts.ts";
import type { ApiContext, Target } from "../apiContext.ts";
import { forbidden } from "../statusError.ts";

/** Throws 403. */
export function admitPod({ store }: ApiContext, { kind, namespace = "" }: Target, pod: SentObject): void {
  const { serviceAccountName, priorityClassName } = podSpecOf(pod);
  const { name = "" } = pod.metadata;
  if (serviceAccountName !== undefined && !hasServiceAccount(store, namespace, serviceAccountName)) {
    const account = `${namespace}/${serviceAccountName}: serviceaccount "${serviceAccountName}" not found`;
    throw forbidden(kind, name, `error looking up service account ${account}`);
  }
  const isClassKnown =
    priorityClassName === undefined ||
    store.get("scheduling.k8s.io/v1/PriorityClass", undefined, priorityClassName) !== undefined;
  if (!isClassKnown) throw forbidden(kind, name, `no PriorityClass with name ${priorityClassName} was found`);
}
