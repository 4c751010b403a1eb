/** Requests that simulated Azure or the cluster refuses, or does not answer at all, whatever they ask for. */
import { z } from "zod";

export const refusalSchema = z.strictObject({
  of: z.enum(["arm", "kubernetes"]),
  /** As local/writeLog.ts writes requests ("PUT agentPools/h100", "GET nodes"); `*` stands for any text. */
  on: z.string(),
  /** "noAnswer": the connection is refused. */
  status: z.union([z.int().min(400).max(599), z.literal("noAnswer")]),
  /** Azure's code or Kubernetes' reason. */
  code: z.string().default("Refused"),
  message: z.string().default("Refused by the scenario."),
  retryAfterSeconds: z.int().min(0).exactOptional(),
  /** How many of them; left out: all. */
  times: z.int().min(1).exactOptional(),
  /** Of the measured run, in which alone anything is refused. */
  fromSeconds: z.number().min(0).default(0),
  untilSeconds: z.number().exactOptional(),
});

export type Refusal = z.infer<typeof refusalSchema>;
