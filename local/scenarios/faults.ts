/**
 * Faults of a scenario, on virtual time: what happens to the nth request, to the nth piece of the host's work, to the nth
 * completion of an activity. Counted from 1, from the beginning of the measured run on.
 */
import { z } from "zod";

const counted = {
  nth: z.int().min(1),
  /** How many in a row. */
  times: z.int().min(1).default(1),
};

export const REQUEST_FAULTS = [
  /** Refused with `status`, and nothing was done. */
  "refuse",
  /** Done, and answered with `status` all the same. */
  "refuseAfter",
  /** The connection breaks before anything was done. */
  "reset",
  /** Done, and the connection breaks before the answer has come. */
  "loseAnswer",
  /** Done, and half of the answer comes. */
  "truncate",
  /** Done twice, as by a proxy that repeats what it got no answer to. */
  "repeat",
  /** Done, and answered `seconds` later. */
  "slow",
] as const;

export const requestFaultSchema = z.strictObject({
  kind: z.literal("request"),
  of: z.enum(["arm", "kubernetes", "tables"]),
  /** As local/writeLog.ts writes requests, Tables' as "PUT entity"; `*` stands for any text. Left out: any. */
  on: z.string().exactOptional(),
  ...counted,
  do: z.enum(REQUEST_FAULTS),
  status: z.int().min(400).max(599).default(500),
  /** Azure's code or Kubernetes' reason. */
  code: z.string().default("InternalServerError"),
  retryAfterSeconds: z.int().min(0).exactOptional(),
  seconds: z.number().min(0).default(30),
});

/** The host's work fails there and is done again later: what had been done was not kept. */
export const workFaultSchema = z.strictObject({
  kind: z.literal("work"),
  at: z.enum(["activity:begun", "activity:ran", "turn:begun", "turn:ran", "turn:committed", "activity:committed"]),
  /** A step or an orchestrator; left out: any. */
  of: z.string().exactOptional(),
  ...counted,
});

/** The completion of an activity reaches its orchestration later than others, or twice. */
export const completionFaultSchema = z.strictObject({
  kind: z.literal("completion"),
  of: z.string().exactOptional(),
  ...counted,
  do: z.enum(["delay", "duplicate"]),
  seconds: z.number().min(0).default(30),
});

export const faultSchema = z.discriminatedUnion("kind", [requestFaultSchema, workFaultSchema, completionFaultSchema]);

export type Fault = z.infer<typeof faultSchema>;
export type RequestFault = z.infer<typeof requestFaultSchema>;
export type WorkFault = z.infer<typeof workFaultSchema>;
export type CompletionFault = z.infer<typeof completionFaultSchema>;
