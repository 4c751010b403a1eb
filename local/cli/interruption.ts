/** A person's Ctrl-C, or a supervisor's TERM, as a signal that work can look at. A second one ends the process at once. */
export class Interrupted extends Error {
  readonly exitCode: number;

  constructor(signal: keyof typeof EXIT_CODES) {
    super(`Stopped by ${signal}.`);
    this.exitCode = EXIT_CODES[signal];
  }
}

/** As shells count it: 128 and the signal's number. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Aborts with an `Interrupted` as its reason. */
export function listenForInterruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => controller.abort(new Interrupted(signal)));
  }
  return controller.signal;
}

export async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
