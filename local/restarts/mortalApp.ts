/**
 * The app on a host that is killed where a scenario says, and started again on the same store, as a supervisor would:
 * what was in memory is lost, nothing that was under way is finished, and nobody outside is told.
 */
import type { Host } from "../host/host.ts";
import { type HostKill, type KillMoment, momentInWords } from "../scenarios/hostKills.ts";
import { createKillPoints } from "./killPoints.ts";
import { beginLife, type Life, type LifeOptions, type MomentHook } from "./life.ts";
import { unlessAborted } from "./unlessAborted.ts";

export interface MortalAppOptions extends LifeOptions {
  kills: readonly HostKill[];
  /** Kill points are counted while this holds. */
  mayDie(): boolean;
  onKilled(notice: KillNotice): void;
  /** Told of every moment of a life; what it throws, the work under way fails with. */
  onMoment?: ((at: KillMoment, subject: string) => void) | undefined;
}

export interface KillNotice {
  /** Simulated time. */
  at: number;
  /** "host killed (7 of 20) when openRun had run, its result was not kept yet; restarted". */
  text: string;
}

/** A host as its callers see it, whichever life it is in: who asks while it is dead gets the next one's answer. */
export type AppHost = Pick<Host, "url" | "request" | "finished" | "inspect" | "busy">;

export interface MortalApp {
  host: AppHost;
  /** Asks the living host; once more when it died before it had answered. */
  ask<T>(question: (host: AppHost) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

export async function startMortalApp(options: MortalAppOptions): Promise<MortalApp> {
  const { kills, clock } = options;
  const points = createKillPoints(kills);
  const isWatched = kills.length > 0 || options.onMoment !== undefined;
  const onMoment: MomentHook | undefined = isWatched ? passMoment : undefined;
  let living = beginLife(options, onMoment);
  let latest = await living;
  let isStopped = false;

  function passMoment(life: Life, ...[at, subject]: Parameters<typeof momentInWords>): void {
    killWhereDue(life, at, subject);
    if (!life.signal.aborted) options.onMoment?.(at, subject);
  }

  function killWhereDue(life: Life, ...[at, subject]: Parameters<typeof momentInWords>): void {
    if (!options.mayDie() || !points.isReached(at, subject)) return;
    const port = Number(new URL(life.host.url).port);
    life.kill();
    living = beginAgain(port);
    // Whoever asks is told; nobody may be asking.
    living.catch(() => {});
    const text = `host killed (${points.reached} of ${points.total}) when ${momentInWords(at, subject)}; restarted`;
    options.onKilled({ at: clock.now(), text });
  }

  /** At once, in simulated time: it stands still while the app is loaded. */
  async function beginAgain(port: number): Promise<Life> {
    const release = clock.hold();
    try {
      latest = await beginLife({ ...options, port }, onMoment);
      if (isStopped) await latest.host.stop();
      return latest;
    } finally {
      release();
    }
  }

  async function ask<T>(question: (host: AppHost) => Promise<T>): Promise<T> {
    for (;;) {
      const { host, signal } = await living;
      try {
        return await unlessAborted(signal, question(host));
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    }
  }

  return {
    ask,
    host: {
      get url() {
        return latest.host.url;
      },
      get inspect() {
        return latest.host.inspect;
      },
      get busy() {
        return latest.signal.aborted || latest.host.busy;
      },
      request: (request) => ask((host) => host.request(request)),
      finished: (instanceId) => ask((host) => host.finished(instanceId)),
    },
    async stop() {
      isStopped = true;
      await latest.host.stop();
    },
  };
}
