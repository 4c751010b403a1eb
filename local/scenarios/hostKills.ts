/** Where a scenario has the app's process killed: on which moment, of what, and how often that has come before. */
import { z } from "zod";
import { BOUNDARIES, type Boundary } from "../host/boundaries.ts";

/** "write:made": the world has carried a change out, and the app has not heard of it. */
export type KillMoment = Boundary | "write:made";

export const hostKillSchema = z.strictObject({
  at: z.enum([...BOUNDARIES, "write:made"]),
  /**
   * A step, an orchestrator, a write as local/writeLog.ts has it, the beginning of an HTTP path, or whatever else the
   * moment is of; left out: any.
   */
  of: z.string().exactOptional(),
  /** Counted from 1 over the whole run, whatever was repeated after a kill included. */
  time: z.int().min(1).default(1),
});

export type HostKill = z.infer<typeof hostKillSchema>;

const WORDS: Record<KillMoment, string> = {
  "request:received": "a request to % had arrived",
  "request:committed": "% was kept, its answer had not left",
  "turn:begun": "a turn of % was about to run",
  "turn:ran": "a turn of % had run, nothing of it was kept yet",
  "turn:committed": "a turn of % had been kept",
  "activity:begun": "% was about to run",
  "activity:ran": "% had run, its result was not kept yet",
  "activity:committed": "the result of % had been kept",
  "entity:begun": "% was about to run",
  "entity:ran": "% had run, nothing of it was kept yet",
  "entity:committed": "the state of % had been kept",
  "timer:begun": "% was about to run",
  "timer:ran": "% had run, nothing of it was kept yet",
  "timer:committed": "the run of % had been kept",
  "write:made": "% was carried out, its answer had not arrived",
};

/** "ensureNodePool had run, its result was not kept yet". */
export function momentInWords(at: KillMoment, subject: string): string {
  return WORDS[at].replace("%", subject);
}
