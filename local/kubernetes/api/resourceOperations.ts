/** From a route to its operation: find the kind, check the caller's rights, call. */
import type { WireResponse } from "../../world/wire.ts";
import type { ApiContext, ApiRequest, ObjectTarget, Target } from "./apiContext.ts";
import { createObject } from "./operations/createObject.ts";
import { deleteCollection, deleteObject } from "./operations/deleteObject.ts";
import { getObject } from "./operations/getObject.ts";
import { listObjects } from "./operations/listObjects.ts";
import { patchObject } from "./operations/patchObject.ts";
import { replaceObject } from "./operations/replaceObject.ts";
import { watchObjects } from "./operations/watchObjects.ts";
import { answerFormatOf, inFormat } from "./printing/answerFormat.ts";
import type { ResourceRoute } from "./resourceRoute.ts";
import { isReview, REVIEWS } from "./reviews/reviews.ts";
import { forbidden, methodNotAllowed, routeNotFound } from "./statusError.ts";
import { bindPodTo } from "./subresources/bindPodTo.ts";
import { evictPod } from "./subresources/evictPod.ts";
import { execInPod } from "./subresources/execInPod.ts";
import { readPodLog } from "./subresources/readPodLog.ts";
import { requestToken } from "./subresources/requestToken.ts";

type Operation = (context: ApiContext, request: ApiRequest, target: ObjectTarget) => WireResponse;

const ON_COLLECTION: Readonly<Record<string, readonly [verb: string, operation: Operation]>> = {
  GET: ["list", listObjects],
  POST: ["create", createObject],
  DELETE: ["deletecollection", deleteCollection],
};

const ON_OBJECT: Readonly<Record<string, readonly [verb: string, operation: Operation]>> = {
  GET: ["get", getObject],
  PUT: ["update", replaceObject],
  PATCH: ["patch", patchObject],
  DELETE: ["delete", deleteObject],
};

const ON_SUBRESOURCE: Readonly<Record<string, readonly [verb: string, operation: Operation]>> = {
  "GET status": ["get", getObject],
  "PUT status": ["update", replaceObject],
  "PATCH status": ["patch", patchObject],
  "PUT finalize": ["update", replaceObject],
  "GET log": ["get", readPodLog],
  "POST binding": ["create", bindPodTo],
  "POST eviction": ["create", evictPod],
  "GET exec": ["get", execInPod],
  "POST exec": ["create", execInPod],
  "POST token": ["create", requestToken],
};

export function answerResource(context: ApiContext, request: ApiRequest, route: ResourceRoute): WireResponse {
  const target = targetOf(context, request, route);
  const [verb, operation] = operationOf(request, target);
  authorise(context, request, target, verb);
  return inFormat(operation(context, request, target as ObjectTarget), answerFormatOf(request));
}

function targetOf({ kinds }: ApiContext, { method, path }: ApiRequest, route: ResourceRoute): Target {
  const kind = kinds.find(route.group, route.version, route.plural);
  if (kind === undefined) throw routeNotFound(method, path);
  const { namespace, name, subresource } = route;
  const isMisplaced = kind.namespaced ? name !== undefined && namespace === undefined : namespace !== undefined;
  const isUnknown = subresource !== undefined && !kind.subresources.includes(subresource);
  if (isMisplaced || isUnknown) throw routeNotFound(method, path);
  return { kind, namespace, name, subresource };
}

function operationOf(
  request: ApiRequest,
  { kind, namespace, name, subresource }: Target,
): readonly [string, Operation] {
  const { method, path, query } = request;
  const review = kind.custom ? undefined : REVIEWS[kind.kind];
  if (review !== undefined) {
    if (method !== "POST") throw methodNotAllowed(method, path);
    return ["create", review];
  }
  const isWatch =
    method === "GET" && name === undefined && query.get("watch") !== null && query.get("watch") !== "false";
  if (isWatch) return ["watch", watchObjects];
  const needsNamespace = kind.namespaced && namespace === undefined && method !== "GET";
  if (needsNamespace) throw methodNotAllowed(method, path);
  const found =
    subresource !== undefined
      ? ON_SUBRESOURCE[`${method} ${subresource}`]
      : (name === undefined ? ON_COLLECTION : ON_OBJECT)[method];
  if (found === undefined) throw methodNotAllowed(method, path);
  return found;
}

function authorise(context: ApiContext, { user }: ApiRequest, target: Target, verb: string): void {
  const { kind, namespace, name, subresource } = target;
  const resource = subresource === undefined ? kind.plural : `${kind.plural}/${subresource}`;
  const place = namespace === undefined ? {} : { namespace };
  const subject = name === undefined ? {} : { name };
  if (
    (!kind.custom && isReview(kind.kind)) ||
    context.isAllowed(user, { verb, group: kind.group, resource, ...place, ...subject })
  )
    return;
  const where = namespace === undefined ? "at the cluster scope" : `in the namespace "${namespace}"`;
  const why = `User "${user.name}" cannot ${verb} resource "${resource}" in API group "${kind.group}" ${where}`;
  throw forbidden(kind, name ?? "", why);
}
