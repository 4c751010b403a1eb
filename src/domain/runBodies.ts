/** The bodies of requests about a run that is there: to cancel it, to try it again. Strict, as every request is. */
import * as z from "zod";
import { LONGEST_PLAN_HASH, PLAN_HASH } from "./planHash.ts";
import type { RequestProblem } from "./request.ts";

export type ParsedBody<T> = { ok: true; value: T } | { ok: false; problems: RequestProblem[] };

const LONGEST_REASON = 500;

export const cancelSchema = z.strictObject({
  reason: z.string().max(LONGEST_REASON, `expected at most ${LONGEST_REASON} characters`).optional(),
});

export const retrySchema = z.strictObject({
  planHash: z
    .string()
    .max(LONGEST_PLAN_HASH)
    .regex(PLAN_HASH, "expected the hash of a plan, as POST /api/plans returned it")
    .optional(),
});

export const verifySchema = z.strictObject({ level: z.enum(["L2", "L3"]).optional() });

export function parseCancelBody(input: unknown): ParsedBody<z.infer<typeof cancelSchema>> {
  return parseBody(cancelSchema, input);
}

export function parseRetryBody(input: unknown): ParsedBody<z.infer<typeof retrySchema>> {
  return parseBody(retrySchema, input);
}

export function parseVerifyBody(input: unknown): ParsedBody<z.infer<typeof verifySchema>> {
  return parseBody(verifySchema, input);
}

function parseBody<T>(schema: z.ZodType<T>, input: unknown): ParsedBody<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, problems: parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message })) };
}
