/** Counts what a scenario's kill points wait for, over every life of the app. */
import type { HostKill, KillMoment } from "../scenarios/hostKills.ts";

export interface KillPoints {
  /** Whether the app is to die now. Each point is its end once; two that fall together are two ends. */
  isReached(at: KillMoment, subject: string): boolean;
  /** How many were reached. */
  readonly reached: number;
  readonly total: number;
}

export function createKillPoints(kills: readonly HostKill[]): KillPoints {
  const open = new Set(kills.map((kill) => ({ kill, seen: 0 })));
  return {
    isReached(at, subject) {
      const counted = [...open].filter(({ kill }) => isAbout(kill, at, subject));
      for (const point of counted) point.seen += 1;
      const due = counted.find(({ kill, seen }) => seen >= kill.time);
      return due !== undefined && open.delete(due);
    },
    get reached() {
      return kills.length - open.size;
    },
    total: kills.length,
  };
}

function isAbout({ at, of }: HostKill, moment: KillMoment, subject: string): boolean {
  if (at !== moment) return false;
  return of === undefined || of === subject || (subject.startsWith("/") && subject.startsWith(of));
}
