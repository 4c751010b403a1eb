/** How the simulated receiver of notifications answers, path by path, until it answers everything with 200. */
import { z } from "zod";

const answerSchema = z.strictObject({
  /** "noAnswer": the connection is refused. "hang": it is open, and nothing comes; not on virtual time. */
  status: z.union([z.int().min(200).max(599), z.enum(["noAnswer", "hang"])]),
  retryAfterSeconds: z.int().min(0).exactOptional(),
  location: z.string().exactOptional(),
});

export type ReceiverAnswer = z.infer<typeof answerSchema>;

export const receiverAnswersSchema = z.record(z.string(), z.array(answerSchema));
