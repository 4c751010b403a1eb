/** Server-side apply of one object: creates it when it is absent. */
import type { WireResponse } from "../../../world/wire.ts";
import type { SentObject } from "../../cluster.ts";
import type { ApiContext, ApiRequest, ObjectTarget } from "../apiContext.ts";
import { hasStatus, type ResourceKind, storedKindOf } from "../kinds/resourceKind.ts";
import { type ApplyConflict, applyConfiguration } from "../patch/serverSideApply.ts";
import { badRequest, invalid, notFound, notSimulated, StatusError } from "../statusError.ts";
import { checkedObject, parseBody } from "./readBody.ts";
import { checkPreconditions, managerFor, saveNew, saveUpdate } from "./saveObject.ts";
import { transact, writtenResponse } from "./transact.ts";

/** The kinds whose merging is known to be right; every custom resource can be applied too. */
const APPLICABLE_KINDS: ReadonlySet<string> = new Set([
  "v1/ConfigMap",
  "v1/Namespace",
  "v1/Node",
  "v1/Pod",
  "v1/Secret",
  "v1/Service",
  "v1/ServiceAccount",
  "apps/v1/DaemonSet",
  "apps/v1/Deployment",
  "batch/v1/Job",
  "rbac.authorization.k8s.io/v1/ClusterRole",
  "rbac.authorization.k8s.io/v1/ClusterRoleBinding",
  "rbac.authorization.k8s.io/v1/Role",
  "rbac.authorization.k8s.io/v1/RoleBinding",
]);

export function applyObject(context: ApiContext, request: ApiRequest, target: ObjectTarget): WireResponse {
  checkApplicable(target.kind);
  const config = readConfiguration(request, target);
  const manager = managerFor(context, target, requiredManager(request), "Apply");
  const force = request.query.get("force") === "true";
  return transact(context, request.query.get("dryRun"), () => {
    const live = context.store.get(storedKindOf(target.kind), target.namespace, target.name);
    if (live === undefined && target.subresource !== undefined) throw notFound(target.kind, target.name);
    if (live !== undefined) checkPreconditions(target, live, config);
    const result = applyConfiguration(live, config, target.kind.schema, { manager, force });
    if ("conflicts" in result) throw applyConflict(target, result.conflicts);
    return live === undefined
      ? writtenResponse(201, saveNew(context, request, target, result.object), request)
      : writtenResponse(200, saveUpdate(context, request, target, live, result.object), request);
  });
}

function checkApplicable(kind: ResourceKind): void {
  if (!kind.custom && !APPLICABLE_KINDS.has(storedKindOf(kind))) {
    throw notSimulated(`server-side apply of ${storedKindOf(kind)}; known: ${[...APPLICABLE_KINDS].join(", ")}`);
  }
}

/** Unlike other writes, apply never drops an unknown field: it refuses. */
function readConfiguration(request: ApiRequest, target: ObjectTarget): SentObject {
  const { object, unknownFields } = checkedObject(parseBody(request), request, target);
  if (unknownFields.length > 0) {
    const { namespace = "", name } = target;
    const { group, version, kind } = target.kind;
    const wordings = unknownFields.map((field) => `.${field}: field not declared in schema`).join(", ");
    const subject = `${namespace}/${name}; ${group}/${version}, Kind=${kind}`;
    throw new StatusError(500, "", `failed to create typed patch object (${subject}): ${wordings}`);
  }
  if ((object.metadata.managedFields ?? []).length > 0) throw badRequest("metadata.managedFields must be nil");
  return throughItsDoor(object, target);
}

/** Through `status` a manager owns nothing but the status, through the object itself everything but the status. */
function throughItsDoor(object: SentObject, { kind, subresource }: ObjectTarget): SentObject {
  const { status, ...rest } = object;
  if (subresource !== undefined) {
    const { apiVersion, metadata } = object;
    return {
      apiVersion,
      kind: object.kind,
      metadata: identityOf(metadata),
      ...(status === undefined ? {} : { status }),
    };
  }
  return hasStatus(kind) ? { ...rest, metadata: object.metadata } : object;
}

function identityOf({ name, namespace, uid, resourceVersion }: SentObject["metadata"]): SentObject["metadata"] {
  return {
    ...(name === undefined ? {} : { name }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
}

function requiredManager({ query }: ApiRequest): string {
  const manager = query.get("fieldManager") ?? "";
  if (manager !== "") return manager;
  throw invalid({ group: "meta.k8s.io", plural: "", kind: "PatchOptions" }, "", [
    { reason: "FieldValueRequired", message: "Required value: is required for apply patch", field: "fieldManager" },
  ]);
}

function applyConflict({ kind, name }: ObjectTarget, conflicts: readonly ApplyConflict[]): StatusError {
  const causes = conflicts.flatMap(({ manager, fields }) =>
    fields.map((field) => ({
      reason: "FieldManagerConflict",
      message: `conflict with "${manager.name}" using ${manager.apiVersion}`,
      field,
    })),
  );
  const wordings = conflicts.map(
    ({ manager, fields }) => `conflicts with "${manager.name}":\n- ${fields.join("\n- ")}`,
  );
  const [only] = causes;
  const message =
    causes.length === 1 && only !== undefined
      ? `Apply failed with 1 conflict: ${only.message.split(" using")[0]}: ${only.field}`
      : `Apply failed with ${causes.length} conflicts: ${wordings.join("\n")}`;
  const group = kind.group === "" ? {} : { group: kind.group };
  return new StatusError(409, "Conflict", message, { name, ...group, kind: kind.plural, causes });
}
