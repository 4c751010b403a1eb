/** A person's Ctrl-C, a supervisor's TERM or a reader that went away, as a signal that work can look at. */
export class Interrupted extends Error {
  readonly exitCode: number;

  constructor(signal: keyof typeof EXIT_CODES) {
    super(`Stopped by ${signal}.`);
    this.exitCode = EXIT_CODES[signal];
  }
}

/** As shells count it: 128 and the signal's number. */
const EXIT_CODES = { SIGINT: 130, SIGPIPE: 141, SIGTERM: 143 } as const;

/** Aborts with an `Interrupted` as its reason. A second signal ends the process at once. */
export function listenForInterruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => controller.abort(new Interrupted(signal)));
  }
  // Without a listener, a write to a pipe that nobody reads any more (`demo | head`) would crash the process.
  process.stdout.on("error", () => controller.abort(new Interrupted("SIGPIPE")));
  return controller.signal;
}

export async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
