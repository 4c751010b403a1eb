/** `instances/`: status queries and purges over many instances. */
import { emptyResponse, jsonResponse, type WireRequest, type WireResponse } from "../../world/wire.ts";
import { removeInstance } from "../durable/startInstance.ts";
import type { HostRuntime } from "../runtime.ts";
import { type InstanceFilter, isFinished } from "../store/instances.ts";
import { badRequest } from "./badRequest.ts";
import { statusPayload } from "./statusPayload.ts";

const DEFAULT_PAGE_SIZE = 100;
const CONTINUATION = "x-ms-continuation-token";

/** Undefined when there is no such route. */
export function handleInstances(
  runtime: HostRuntime,
  request: WireRequest,
  query: URLSearchParams,
): WireResponse | undefined {
  if (request.method === "GET") return list(runtime, request, query);
  if (request.method === "DELETE") return purge(runtime, query);
  return undefined;
}

function list(runtime: HostRuntime, request: WireRequest, query: URLSearchParams): WireResponse {
  const limit = Number(query.get("top") ?? DEFAULT_PAGE_SIZE);
  const afterSeq = Number(request.headers[CONTINUATION] ?? 0);
  if (!Number.isInteger(limit) || limit < 1)
    return badRequest(`top must be a positive number, not "${query.get("top")}".`);
  if (!Number.isInteger(afterSeq)) return badRequest(`Unknown continuation token "${request.headers[CONTINUATION]}".`);
  const rows = runtime.store.instances.list(filterOf(query), limit + 1, afterSeq);
  const page = rows.slice(0, limit);
  const options = { showInput: query.get("showInput") !== "false", showHistory: false, showHistoryOutput: false };
  const next = rows.length > limit ? String(page.at(-1)?.seq) : "";
  return jsonResponse(
    200,
    page.map((row) => statusPayload(runtime.store, row, options)),
    next === "" ? {} : { [CONTINUATION]: next },
  );
}

/** Only instances that have ended are purged, as the storage providers do. */
function purge(runtime: HostRuntime, query: URLSearchParams): WireResponse {
  const filter = filterOf(query);
  if (filter.createdFrom === undefined) return badRequest("Please provide value for 'createdTimeFrom' parameter.");
  const { store } = runtime;
  const ids = store.instances
    .list(filter, Number.MAX_SAFE_INTEGER)
    .filter((row) => isFinished(row.status))
    .map((row) => row.instanceId);
  if (ids.length === 0) return emptyResponse(404);
  runtime.commit((outbox) => {
    for (const id of ids) removeInstance(store, outbox, id);
  });
  return jsonResponse(200, { instancesDeleted: ids.length });
}

function filterOf(query: URLSearchParams): InstanceFilter {
  const createdFrom = timeOf(query.get("createdTimeFrom"));
  const createdTo = timeOf(query.get("createdTimeTo"));
  const statuses = (query.get("runtimeStatus") ?? "").split(",").filter((status) => status !== "");
  const idPrefix = query.get("instanceIdPrefix");
  return {
    ...(createdFrom === undefined ? {} : { createdFrom }),
    ...(createdTo === undefined ? {} : { createdTo }),
    ...(statuses.length === 0 ? {} : { statuses }),
    ...(idPrefix === null ? {} : { idPrefix }),
  };
}

/** A time that cannot be read counts as not given, as in the extension. */
function timeOf(text: string | null): number | undefined {
  const at = Date.parse(text ?? "");
  return Number.isNaN(at) ? undefined : at;
}
