/** The two ways an object reaches the store: created or updated, after validation and admission. */
import type { KubeObject, NewKubeObject, ObjectMeta, SentObject } from "../../cluster.ts";
import { rfc3339 } from "../../store/deletion.ts";
import { sameJson } from "../../store/json.ts";
import { isTerminating } from "../../store/objectParts.ts";
import { admit } from "../access/admission.ts";
import { admitPod } from "../access/podAdmission.ts";
import type { ApiContext, ApiRequest, Target } from "../apiContext.ts";
import { apiVersionOf, hasStatus, type ResourceKind, storedKindOf } from "../kinds/resourceKind.ts";
import type { Manager } from "../patch/managedFields.ts";
import { alreadyExists, conflict, forbidden, notFound } from "../statusError.ts";
import { validateNew, validateUpdate } from "../validation/validateObject.ts";

export function managerFor(
  { clock }: ApiContext,
  { kind, subresource }: Target,
  name: string,
  operation: Manager["operation"],
): Omit<Manager, "fields"> {
  return {
    name,
    operation,
    apiVersion: apiVersionOf(kind),
    time: rfc3339(clock.now()),
    ...(subresource === undefined ? {} : { subresource }),
  };
}

/** Status is the server's business: what a client sends of it at creation is dropped. */
export function saveNew(context: ApiContext, { user }: ApiRequest, target: Target, object: SentObject): KubeObject {
  const { store, admission } = context;
  const { kind } = target;
  const fresh = withoutStatus(completed(object, kind), target);
  checkNamespace(context, target, fresh.metadata.name ?? "");
  validateNew(kind, fresh);
  if (storedKindOf(kind) === "v1/Pod") admitPod(context, target, fresh);
  admit(admission, { operation: "CREATE", kind: storedKindOf(kind), user, after: fresh });
  const { name, namespace } = fresh.metadata;
  if (name !== undefined && store.get(storedKindOf(kind), namespace, name) !== undefined)
    throw alreadyExists(kind, name);
  return store.create(fresh as NewKubeObject);
}

/**
 * `next` comes from `allowedChange`, completed by who owns what. A write that changes nothing keeps the resourceVersion.
 */
export function saveUpdate(
  context: ApiContext,
  { user }: ApiRequest,
  target: Target,
  current: KubeObject,
  next: SentObject,
): KubeObject {
  const { store, admission } = context;
  const kind = storedKindOf(target.kind);
  const metadata = { ...next.metadata, ...serverMetadata(current) };
  const complete: KubeObject = { ...completed(next, target.kind), metadata };
  if (sameJson(complete, current)) return current;
  validateUpdate(target.kind, current, complete);
  admit(admission, { operation: "UPDATE", kind, user, before: current, after: complete });
  return store.update(complete);
}

export function currentObject({ store }: ApiContext, { kind, namespace, name }: Target): KubeObject {
  const object = store.get(storedKindOf(kind), namespace, name ?? "");
  if (object === undefined) throw notFound(kind, name ?? "");
  return object;
}

function completed(object: SentObject, kind: ResourceKind): SentObject {
  return kind.complete?.(object) ?? object;
}

function withoutStatus(object: SentObject, { kind }: Target): SentObject {
  if (!hasStatus(kind)) return object;
  const { status: _, ...rest } = object;
  return { ...rest, metadata: object.metadata };
}

function checkNamespace({ store }: ApiContext, { kind, namespace }: Target, name: string): void {
  if (!kind.namespaced || namespace === undefined) return;
  const found = store.get("v1/Namespace", undefined, namespace);
  if (found === undefined) throw notFound({ group: "", plural: "namespaces", kind: "Namespace" }, namespace);
  if (!isTerminating(found)) return;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const message = `namespace ${namespace} is being terminated`;
  throw forbidden(kind, name, why, [{ reason: "NamespaceTerminating", message, field: "metadata.namespace" }]);
}

/** A uid or resourceVersion in what a client sends is a condition. */
export function checkPreconditions({ kind }: Target, current: KubeObject, next: SentObject): void {
  const { resourceVersion, uid } = next.metadata;
  const { name } = current.metadata;
  if (uid !== undefined && uid !== current.metadata.uid) {
    throw conflict(
      kind,
      name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current.metadata.uid}`,
    );
  }
  if ((resourceVersion ?? "") !== "" && resourceVersion !== current.metadata.resourceVersion) {
    const why = "the object has been modified; please apply your changes to the latest version and try again";
    throw conflict(kind, name, why);
  }
}

/**
 * Of what a client sent, the part that its door may change: through `status` only the status, through the object itself
 * everything but the status. Throws when the client wrote of another version or object than the current one.
 */
export function allowedChange(target: Target, current: KubeObject, next: SentObject): SentObject {
  checkPreconditions(target, current, next);
  if (target.subresource === "status") {
    return { ...current, ...(next["status"] === undefined ? {} : { status: next["status"] }) };
  }
  const { status: sentStatus, ...rest } = next;
  const status = hasStatus(target.kind) ? current["status"] : sentStatus;
  return { ...rest, metadata: next.metadata, ...(status === undefined ? {} : { status }) };
}

function serverMetadata({ metadata }: KubeObject): ObjectMeta {
  const { name, namespace, uid, resourceVersion, generation, creationTimestamp } = metadata;
  const { deletionTimestamp, deletionGracePeriodSeconds } = metadata;
  return {
    name,
    uid,
    resourceVersion,
    creationTimestamp,
    ...(namespace === undefined ? {} : { namespace }),
    ...(generation === undefined ? {} : { generation }),
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    ...(deletionGracePeriodSeconds === undefined ? {} : { deletionGracePeriodSeconds }),
  };
}
