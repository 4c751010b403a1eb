/** A flag of a command: how it is written, what it means, and how its text becomes a value. */
export interface Flag<T> {
  /** What stands for its value in the usage; left out: it takes none, and is read as "". */
  takes?: string;
  about: string;
  /** When the flag is not given; `named` are those that are. Left out: the command needs it. */
  fallback?: (named: ReadonlySet<string>) => T;
  /** Throws `FlagProblem`. */
  read(text: string): T;
}

export type Flags = Record<string, Flag<unknown>>;

export type OptionsOf<F extends Flags> = { [N in keyof F]: F[N] extends Flag<infer T> ? T : never };

/** What is wrong with a flag's value, for a person. */
export class FlagProblem extends Error {}
