/** The simulated API server: one handler in front of the object store. Each write is one world transaction. */

import type { Clock } from "../../world/clock.ts";
import { bodyText, jsonResponse, type WireHandler, type WireRequest, type WireResponse } from "../../world/wire.ts";
import type { WorldStore } from "../../world/worldStore.ts";
import type { PodExec, PodLogs } from "../cluster.ts";
import type { KubeStore } from "../store/objectStore.ts";
import { createAccessControl, type User } from "./access/accessControl.ts";
import type { AdmissionRule } from "./access/admission.ts";
import { authenticated } from "./access/authentication.ts";
import type { ApiContext, ApiRequest } from "./apiContext.ts";
import { answerDiscovery } from "./discovery/discovery.ts";
import { createKindRegistry } from "./kinds/kindRegistry.ts";
import { decodeProtobuf, PROTOBUF } from "./protobuf/decodeProtobuf.ts";
import { answerResource } from "./resourceOperations.ts";
import { parseResourceRoute } from "./resourceRoute.ts";
import { routeNotFound, StatusError } from "./statusError.ts";

export interface KubernetesApiOptions {
  world: WorldStore;
  store: KubeStore;
  clock: Clock;
  /** What is behind pods' logs. */
  logs: PodLogs;
  /** Left out: exec is refused. */
  exec?: PodExec | undefined;
  /** Who holds this bearer token; undefined refuses it. */
  authenticate(token: string): User | undefined;
  /** Rules of the platform around the cluster. */
  admission?: readonly AdmissionRule[];
  /** "1.34.2". */
  kubernetesVersion: string;
}

export function createKubernetesApi(options: KubernetesApiOptions): WireHandler {
  const { world, store, clock, logs, exec, admission = [] } = options;
  const kinds = createKindRegistry(store);
  const access = createAccessControl(store);
  const context: ApiContext = { world, store, clock, kinds, logs, exec, admission, ...access };
  const authentication = { store, isAllowed: access.isAllowed, authenticate: options.authenticate };

  async function answer(wire: WireRequest): Promise<WireResponse> {
    const request = understood(wire, authenticated(wire.headers, clock.now(), authentication));
    const discovery = answerDiscovery(request, kinds, options.kubernetesVersion);
    if (discovery !== undefined) return discovery;
    const route = parseResourceRoute(request.path);
    if (route === undefined) throw routeNotFound(request.method, request.path);
    return answerResource(context, request, route);
  }

  return async (wire) => {
    try {
      return await answer(wire);
    } catch (error) {
      if (error instanceof StatusError) return statusResponse(error);
      throw error;
    }
  };
}

function understood(wire: WireRequest, user: User): ApiRequest {
  const url = new URL(wire.url);
  return {
    method: wire.method.toUpperCase(),
    path: url.pathname,
    query: url.searchParams,
    ...readableBody(wire),
    user,
    signal: wire.signal,
  };
}

/** Protobuf is read as the JSON that it stands for. */
function readableBody(wire: WireRequest): Pick<ApiRequest, "headers" | "text"> {
  const { headers } = wire;
  if (headers["content-type"]?.startsWith(PROTOBUF) !== true || wire.body.length === 0) {
    return { headers, text: bodyText(wire) };
  }
  const text = JSON.stringify(decodeProtobuf(wire.body));
  return { headers: { ...headers, "content-type": "application/json" }, text };
}

function statusResponse({ status }: StatusError): WireResponse {
  const retryAfter = status.details?.retryAfterSeconds;
  const headers: Record<string, string> = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  return jsonResponse(status.code ?? 500, status, headers);
}
