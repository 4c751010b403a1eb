/** A resource that is looked at again and again: soon, for somebody watches it, and not at all while nobody looks. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { call, isLockedOut, type Problem } from "./api.ts";
import { currentTime } from "./browser.ts";

export interface Polled<T> {
  data: T | undefined;
  /** Of the last attempt: what is shown is then older than it should be. */
  problem: Problem | undefined;
  /** When the API last answered, by the browser's clock. */
  seenAt: number | undefined;
  refresh(): void;
}

interface Pace {
  /** When the API names no time: a number, or undefined for "it will not change". */
  otherwiseSeconds: number | undefined;
}

const AFTER_PROBLEM_SECONDS = 10;
/** What the API names is for programs; who watches wants to see it move. An answer without news has no body. */
const WATCHED_SECONDS = 5;

export function usePolled<T>(path: string, { otherwiseSeconds }: Pace): Polled<T> {
  const [state, setState] = useState<Omit<Polled<T>, "refresh">>(NOTHING);
  const ask = useRef(() => {});
  useEffect(() => {
    setState(NOTHING);
    const polling = new Polling<T>(path, otherwiseSeconds, (change) => setState((old) => ({ ...old, ...change })));
    ask.current = () => polling.ask();
    polling.ask();
    return () => polling.stop();
  }, [path, otherwiseSeconds]);
  const refresh = useCallback(() => ask.current(), []);
  return { ...state, refresh };
}

const NOTHING = { data: undefined, problem: undefined, seenAt: undefined };

type OnChange<T> = (change: Partial<Omit<Polled<T>, "refresh">>) => void;

class Polling<T> {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking: AbortController | undefined;
  private etag: string | undefined;
  private readonly forget: (() => void)[];
  private readonly path: string;
  private readonly otherwiseSeconds: number | undefined;
  private readonly onChange: OnChange<T>;

  constructor(path: string, otherwiseSeconds: number | undefined, onChange: OnChange<T>) {
    this.path = path;
    this.otherwiseSeconds = otherwiseSeconds;
    this.onChange = onChange;
    const onVisible = () => {
      if (!document.hidden) this.ask();
    };
    document.addEventListener("visibilitychange", onVisible);
    this.forget = [
      () => document.removeEventListener("visibilitychange", onVisible),
      isLockedOut.subscribe((isLocked) => {
        if (!isLocked) this.ask();
      }),
    ];
  }

  ask(): void {
    this.asking?.abort();
    clearTimeout(this.timer);
    const asking = new AbortController();
    this.asking = asking;
    // Rejects only when it was aborted.
    this.look(asking.signal).catch(() => {});
  }

  stop(): void {
    this.asking?.abort();
    clearTimeout(this.timer);
    for (const forget of this.forget) forget();
  }

  private async look(signal: AbortSignal): Promise<void> {
    const headers = this.etag === undefined ? {} : { "if-none-match": this.etag };
    const answer = await call<T>(this.path, { signal, headers });
    if (signal.aborted) return;
    if (answer.ok) {
      this.etag = answer.etag ?? this.etag;
      const news = answer.status === 304 ? {} : { data: answer.body };
      this.onChange({ ...news, problem: undefined, seenAt: currentTime() });
      const { retryAfterSeconds } = answer;
      this.again(
        retryAfterSeconds === undefined ? this.otherwiseSeconds : Math.min(retryAfterSeconds, WATCHED_SECONDS),
      );
    } else {
      this.onChange({ problem: answer.problem });
      if (mayPass(answer.problem)) this.again(answer.retryAfterSeconds ?? AFTER_PROBLEM_SECONDS);
    }
  }

  private again(seconds: number | undefined): void {
    if (seconds === undefined) return;
    this.timer = setTimeout(() => {
      // Asked for when somebody looks again.
      if (!document.hidden) this.ask();
    }, seconds * 1000);
  }
}

function mayPass({ status }: Problem): boolean {
  return status === 0 || status === 429 || status >= 500;
}
