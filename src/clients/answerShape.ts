/** An answer in another shape than the documented one is no answer: nothing is concluded from what it leaves out. */
import * as z from "zod";

export function inShape<T extends z.ZodType>(schema: T, answer: unknown): z.infer<T> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new Error(`the answer has another shape than the documented one: ${z.prettifyError(parsed.error)}`);
}
