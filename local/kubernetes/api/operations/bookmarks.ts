/** Bookmarks: a watch says how far it has come although nothing that it selects has changed. */
import type { Clock } from "../../../world/clock.ts";
import { apiVersionOf, type ResourceKind } from "../kinds/resourceKind.ts";
import type { WatchEvent } from "./watchEvent.ts";

export function bookmark(
  kind: ResourceKind,
  resourceVersion: number,
  annotations?: Record<string, string>,
): WatchEvent {
  const metadata = {
    resourceVersion: String(resourceVersion),
    creationTimestamp: null,
    ...(annotations && { annotations }),
  };
  return { type: "BOOKMARK", object: { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata } };
}

export function initialEventsEnd(kind: ResourceKind, resourceVersion: number): WatchEvent {
  return bookmark(kind, resourceVersion, { "k8s.io/initial-events-end": "true" });
}

const BOOKMARK_MS = 60_000;

/** About once a minute. Not on a virtual clock, where a quiet watch would be all that ever happens. */
export function createBookmarkTimes(clock: Clock): { isDue(): boolean; nextAt(): number } | undefined {
  if (clock.kind === "virtual") return undefined;
  let nextAt = clock.now() + BOOKMARK_MS;
  return {
    nextAt: () => nextAt,
    isDue() {
      if (clock.now() < nextAt) return false;
      nextAt = clock.now() + BOOKMARK_MS;
      return true;
    },
  };
}
