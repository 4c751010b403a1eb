/** The latest changes, for watches: bounded, in memory, so that a watch from before a restart expires as on a real server. */
import type { ObjectChange } from "../cluster.ts";

export interface LoggedChange extends ObjectChange {
  resourceVersion: number;
}

export interface ChangeLog {
  append(change: LoggedChange): void;
  /** Everything after `resourceVersion`, or "expired" when older changes are already forgotten. */
  after(resourceVersion: number): readonly LoggedChange[] | "expired";
  /** Forgets everything up to and with `resourceVersion`. */
  forget(resourceVersion: number): void;
  /** Forgets changes above `resourceVersion`: their transaction was undone. */
  truncate(resourceVersion: number): void;
}

const KEPT_CHANGES = 20_000;

/** `startAt`: the newest resourceVersion when this process began. */
export function createChangeLog(startAt: number, kept = KEPT_CHANGES): ChangeLog {
  let changes: LoggedChange[] = [];
  let forgottenUpTo = startAt;

  function firstAfter(resourceVersion: number): number {
    let low = 0;
    let high = changes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((changes[middle] as LoggedChange).resourceVersion <= resourceVersion) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    append(change) {
      changes.push(change);
      if (changes.length < 2 * kept) return;
      forgottenUpTo = (changes[changes.length - kept - 1] as LoggedChange).resourceVersion;
      changes = changes.slice(-kept);
    },
    after: (resourceVersion) =>
      resourceVersion < forgottenUpTo ? "expired" : changes.slice(firstAfter(resourceVersion)),
    forget(resourceVersion) {
      changes = changes.slice(firstAfter(resourceVersion));
      forgottenUpTo = Math.max(forgottenUpTo, resourceVersion);
    },
    truncate(resourceVersion) {
      changes.length = firstAfter(resourceVersion);
    },
  };
}
