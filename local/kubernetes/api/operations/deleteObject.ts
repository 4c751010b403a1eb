/** DELETE of one object or of a selection. */
import { jsonResponse, type WireResponse } from "../../../world/wire.ts";
import type { DeleteOptions, KubeObject } from "../../cluster.ts";
import { markDeleted } from "../../store/deletion.ts";
import { isRecord } from "../../store/json.ts";
import { admit } from "../access/admission.ts";
import type { ApiContext, ApiRequest, ObjectTarget, Target } from "../apiContext.ts";
import { storedKindOf } from "../kinds/resourceKind.ts";
import { badRequest, conflict } from "../statusError.ts";
import { selectedObjects } from "./listObjects.ts";
import { parseBody } from "./readBody.ts";
import { currentObject } from "./saveObject.ts";
import { transact } from "./transact.ts";

interface DeleteRequest extends DeleteOptions {
  dryRun: string | null;
  preconditions: { uid?: string; resourceVersion?: string };
}

/** Answers with the object while it still exists, and always for a pod; else with a Status. */
export function deleteObject(context: ApiContext, request: ApiRequest, target: ObjectTarget): WireResponse {
  const options = deleteRequestOf(request);
  return transact(context, options.dryRun, () => {
    const current = currentObject(context, target);
    checkPreconditions(target, current, options);
    const left = deleteOne(context, request, target, current, options);
    return jsonResponse(200, left ?? lastWord(context, target, current, options));
  });
}

/** Pods and namespaces are always shown as they go, however soon that is. */
function lastWord({ clock }: ApiContext, target: Target, current: KubeObject, options: DeleteRequest): object {
  const isShown = ["v1/Pod", "v1/Namespace"].includes(storedKindOf(target.kind));
  return isShown ? (markDeleted(current, options, clock.now()) ?? current) : deletedStatus(target, current);
}

export function deleteCollection(context: ApiContext, request: ApiRequest, target: Target): WireResponse {
  const options = deleteRequestOf(request);
  const { kind } = target;
  return transact(context, options.dryRun, () => {
    const items = selectedObjects(context.store, target, request.query);
    for (const item of items) deleteOne(context, request, target, item, options);
    const metadata = { resourceVersion: String(context.store.latestVersion()) };
    return jsonResponse(200, { kind: `${kind.kind}List`, apiVersion: items[0]?.apiVersion ?? "v1", metadata, items });
  });
}

/** What is left of the object: it may wait for finalizers or for its kubelet. */
function deleteOne(
  { store, admission }: ApiContext,
  { user }: ApiRequest,
  { kind }: Target,
  object: KubeObject,
  options: DeleteRequest,
): KubeObject | undefined {
  const stored = storedKindOf(kind);
  const { namespace, name, uid } = object.metadata;
  admit(admission, { operation: "DELETE", kind: stored, user, before: object });
  store.delete(stored, namespace, name, { ...options, propagation: options.propagation ?? defaultPropagation(stored) });
  const left = store.get(stored, namespace, name);
  return left?.metadata.uid === uid ? left : undefined;
}

/** A Job deleted through its API without a policy leaves its pods behind: kept by Kubernetes for old clients. */
function defaultPropagation(stored: string): "Background" | "Orphan" {
  return stored === "batch/v1/Job" ? "Orphan" : "Background";
}

function deleteRequestOf(request: ApiRequest): DeleteRequest {
  const body = request.text === "" ? {} : parseBody(request);
  if (!isRecord(body)) throw badRequest("the body of a delete request is a DeleteOptions object");
  const { query } = request;
  const dryRun = Array.isArray(body["dryRun"]) ? String(body["dryRun"][0]) : query.get("dryRun");
  const grace = body["gracePeriodSeconds"] ?? query.get("gracePeriodSeconds");
  return {
    dryRun,
    preconditions: body["preconditions"] ?? {},
    ...propagationOf(body, query),
    ...(grace === null || grace === undefined ? {} : { gracePeriodSeconds: Number(grace) }),
  };
}

function propagationOf(body: Record<string, unknown>, query: URLSearchParams): DeleteOptions {
  const orphan = body["orphanDependents"] ?? query.get("orphanDependents");
  const policy = body["propagationPolicy"] ?? query.get("propagationPolicy");
  if (policy === "Background" || policy === "Foreground" || policy === "Orphan") return { propagation: policy };
  if (policy !== null && policy !== undefined) {
    throw badRequest(`invalid propagationPolicy ${JSON.stringify(policy)}: one of Background, Foreground, Orphan`);
  }
  return orphan === true || orphan === "true" ? { propagation: "Orphan" } : {};
}

function checkPreconditions({ kind }: Target, { metadata }: KubeObject, { preconditions }: DeleteRequest): void {
  const { uid = metadata.uid, resourceVersion = metadata.resourceVersion } = preconditions;
  if (uid !== metadata.uid) {
    throw conflict(
      kind,
      metadata.name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`,
    );
  }
  if (resourceVersion !== metadata.resourceVersion) {
    const why = `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${metadata.resourceVersion}`;
    throw conflict(kind, metadata.name, why);
  }
}

function deletedStatus({ kind }: Target, { metadata }: KubeObject): object {
  const group = kind.group === "" ? {} : { group: kind.group };
  const details = { name: metadata.name, ...group, kind: kind.plural, uid: metadata.uid };
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details };
}
