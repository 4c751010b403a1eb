/** Lets a stream sleep until the store changes, its time is over or its client is gone. */
import type { ApiContext } from "../apiContext.ts";

export interface WakeUp {
  /** Resolves at once when something happened since the last call; `latestAt` also when it is that time. */
  next(latestAt?: number): Promise<void>;
  isOver(): boolean;
  stop(): void;
}

/** `timeoutSeconds` 0: no limit. */
export function createWakeUp(
  { store, clock }: Pick<ApiContext, "store" | "clock">,
  { timeoutSeconds, signal }: { timeoutSeconds: number; signal: AbortSignal | undefined },
): WakeUp {
  let over = signal?.aborted ?? false;
  let happened = false;
  let wake = () => {};
  const stir = () => {
    happened = true;
    wake();
  };
  const end = () => {
    over = true;
    stir();
  };
  const stopListening = store.onChange(stir);
  const cancelTimer = timeoutSeconds > 0 ? clock.setTimer(clock.now() + timeoutSeconds * 1000, end) : () => {};
  signal?.addEventListener("abort", end);
  return {
    async next(latestAt) {
      const cancel = latestAt === undefined ? () => {} : clock.setTimer(latestAt, stir);
      if (!happened && !over) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      cancel();
      happened = false;
    },
    isOver: () => over,
    stop() {
      stopListening();
      cancelTimer();
      signal?.removeEventListener("abort", end);
    },
  };
}
