/** LIST: selected, in pages that all show the same moment. */
import { jsonResponse, type WireResponse } from "../../../world/wire.ts";
import type { KubeObject } from "../../cluster.ts";
import { keyOfObject } from "../../store/objectKey.ts";
import type { KubeStore } from "../../store/objectStore.ts";
import type { ApiContext, ApiRequest, Target } from "../apiContext.ts";
import { apiVersionOf, type ResourceKind, storedKindOf } from "../kinds/resourceKind.ts";
import { answerFormatOf } from "../printing/answerFormat.ts";
import { tableOf } from "../printing/table.ts";
import { objectsAt } from "../selection/objectsAt.ts";
import { selectionOf } from "../selection/selection.ts";
import { badRequest } from "../statusError.ts";

interface Page {
  resourceVersion: number;
  /** The last key of the page before. */
  after: string;
}

export function listObjects(context: ApiContext, request: ApiRequest, target: Target): WireResponse {
  const { store } = context;
  const { query } = request;
  const limit = Number(query.get("limit") ?? 0);
  const page = pageOf(query.get("continue"));
  const selected =
    page === undefined ? selectedObjects(store, target, query) : objectsOfPage(store, target, query, page);
  const items = limit > 0 ? selected.slice(0, limit) : selected;
  const resourceVersion = page?.resourceVersion ?? store.latestVersion();
  const last = items.at(-1);
  const rest =
    items.length === selected.length || last === undefined
      ? {}
      : {
          continue: tokenOf({ resourceVersion, after: keyOfObject(last) }),
          ...(isSelective(query) ? {} : { remainingItemCount: selected.length - items.length }),
        };
  const metadata = { resourceVersion: String(resourceVersion), ...rest };
  if (answerFormatOf(request) === "table") {
    return jsonResponse(200, tableOf(items, target.kind, metadata, context, request));
  }
  return jsonResponse(200, {
    kind: `${target.kind.kind}List`,
    apiVersion: apiVersionOf(target.kind),
    metadata,
    items: items.map((item) => listed(item, target.kind)),
  });
}

/** The server does not count what a selector would have to look at. */
function isSelective(query: URLSearchParams): boolean {
  return (query.get("labelSelector") ?? "") !== "" || (query.get("fieldSelector") ?? "") !== "";
}

export function selectedObjects(store: KubeStore, target: Target, query: URLSearchParams): KubeObject[] {
  const { kind, namespace } = target;
  const selection = selectionOf(query, target);
  const filter = { ...selection.filter, ...(namespace === undefined ? {} : { namespace }) };
  return store.list(storedKindOf(kind), filter).filter(selection.matches);
}

function objectsOfPage(store: KubeStore, target: Target, query: URLSearchParams, page: Page): KubeObject[] {
  const { matches } = selectionOf(query, target);
  return objectsAt(store, storedKindOf(target.kind), page.resourceVersion).filter(
    (object) => keyOfObject(object) > page.after && matches(object),
  );
}

/** As the real server sends them: only custom resources repeat their type inside a list. */
function listed(object: KubeObject, kind: ResourceKind): object {
  if (kind.custom) return object;
  const { apiVersion: _, kind: __, ...item } = object;
  return item;
}

function tokenOf(page: Page): string {
  return Buffer.from(JSON.stringify(page)).toString("base64url");
}

function pageOf(token: string | null): Page | undefined {
  if (token === null || token === "") return undefined;
  try {
    return JSON.parse(Buffer.from(token, "base64url").toString()) as Page;
  } catch {
    throw badRequest(`continue key is not valid: ${token}`);
  }
}
