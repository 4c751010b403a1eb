/** Counts what each fault waits for, and says which of them is due. */
interface Counted {
  nth: number;
  times: number;
}

export interface Countdown<F extends Counted> {
  /** Counts one occurrence for each fault that `isAbout` picks. The first that is due, if any. */
  next(isAbout: (fault: F) => boolean): F | undefined;
}

export function createCountdown<F extends Counted>(faults: readonly F[]): Countdown<F> {
  const seen = new Map(faults.map((fault) => [fault, 0]));
  return {
    next(isAbout) {
      const counted = faults.filter(isAbout);
      for (const fault of counted) seen.set(fault, (seen.get(fault) ?? 0) + 1);
      return counted.find((fault) => {
        const count = seen.get(fault) ?? 0;
        return count >= fault.nth && count < fault.nth + fault.times;
      });
    },
  };
}
