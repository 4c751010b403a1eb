/** WATCH: a stream of changes, one JSON document a line, from a resourceVersion on. */
import type { WireResponse } from "../../../world/wire.ts";
import type { KubeObject } from "../../cluster.ts";
import type { LoggedChange } from "../../store/changeLog.ts";
import { kindOf } from "../../store/objectKey.ts";
import type { ApiContext, ApiRequest, Target } from "../apiContext.ts";
import { storedKindOf } from "../kinds/resourceKind.ts";
import { answerFormatOf, metadataOnly } from "../printing/answerFormat.ts";
import { tableOf } from "../printing/table.ts";
import { type Selection, selectionOf } from "../selection/selection.ts";
import { badRequest, expired } from "../statusError.ts";
import { bookmark, createBookmarkTimes, initialEventsEnd } from "./bookmarks.ts";
import { createWakeUp } from "./wakeUp.ts";
import type { WatchEvent } from "./watchEvent.ts";

export function watchObjects(context: ApiContext, request: ApiRequest, target: Target): WireResponse {
  const selection = selectionOf(request.query, target);
  const start = startOf(request.query);
  return {
    status: 200,
    headers: { "content-type": "application/json" },
    body: encode(watchEvents(context, request, target, { selection, start }), (event) =>
      presented(event, context, request, target),
    ),
  };
}

async function* encode(
  events: AsyncIterable<WatchEvent>,
  present: (event: WatchEvent) => WatchEvent,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const event of events) yield encoder.encode(`${JSON.stringify(present(event))}\n`);
}

function presented(event: WatchEvent, context: ApiContext, request: ApiRequest, { kind }: Target): WatchEvent {
  const isObject = event.type !== "BOOKMARK" && event.type !== "ERROR";
  const format = answerFormatOf(request);
  if (isObject && format === "metadata") return { type: event.type, object: metadataOnly(event.object) as object };
  if (!isObject || format !== "table") return event;
  const object = event.object as KubeObject;
  const { resourceVersion } = object.metadata;
  return { type: event.type, object: tableOf([object], kind, { resourceVersion }, context, request) };
}

async function* watchEvents(
  context: ApiContext,
  { query, signal }: ApiRequest,
  target: Target,
  { selection, start }: { selection: Selection; start: number | undefined },
): AsyncGenerator<WatchEvent, void> {
  const { store } = context;
  const kind = storedKindOf(target.kind);
  const wakeUp = createWakeUp(context, { timeoutSeconds: Number(query.get("timeoutSeconds") ?? 0), signal });
  const wantsBookmarks = query.get("allowWatchBookmarks") === "true";
  const bookmarks = wantsBookmarks ? createBookmarkTimes(context.clock) : undefined;
  try {
    if (start === undefined) {
      for (const object of store.list(kind).filter(selection.matches)) yield { type: "ADDED", object };
    }
    let seen = start ?? store.latestVersion();
    if (query.get("sendInitialEvents") === "true") yield initialEventsEnd(target.kind, seen);
    while (!wakeUp.isOver()) {
      const changes = store.changesAfter(seen);
      if (changes === "expired") {
        yield tooOld(seen, store.latestVersion());
        return;
      }
      seen = Math.max(seen, store.latestVersion());
      for (const change of changes) {
        const event = kindOf(change.object) === kind ? eventOf(change, selection) : undefined;
        if (event !== undefined) yield event;
      }
      if (bookmarks?.isDue() === true) yield bookmark(target.kind, seen);
      await wakeUp.next(bookmarks?.nextAt());
    }
    if (wantsBookmarks) yield bookmark(target.kind, seen);
  } finally {
    wakeUp.stop();
  }
}

/** undefined: begin with everything that exists. */
function startOf(query: URLSearchParams): number | undefined {
  const text = query.get("resourceVersion") ?? "";
  if (text === "" || text === "0" || query.get("sendInitialEvents") === "true") return undefined;
  if (!/^\d+$/.test(text)) throw badRequest(`invalid resource version "${text}"`);
  return Number(text);
}

/** An object that leaves the selection is deleted for this watch, one that enters it is added. */
function eventOf({ type, object, previous }: LoggedChange, { matches }: Selection): WatchEvent | undefined {
  const isIn = type !== "DELETED" && matches(object);
  const wasIn = previous !== undefined && matches(previous);
  if (isIn) return { type: wasIn ? "MODIFIED" : "ADDED", object };
  if (!wasIn) return undefined;
  const { resourceVersion } = object.metadata;
  const last = type === "DELETED" ? object : withVersion(previous, resourceVersion);
  return { type: "DELETED", object: last };
}

function withVersion(object: KubeObject, resourceVersion: string): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion } };
}

function tooOld(wanted: number, latest: number): WatchEvent {
  return { type: "ERROR", object: expired(`too old resource version: ${wanted} (${latest})`).status };
}
