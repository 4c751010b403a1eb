/** Schemas of what the domain has as types: the compiler keeps both the same. */
import * as z from "zod";

/** A field too few, too many or of another kind does not compile. */
export type Shape<T> = { [K in keyof T]-?: z.ZodType<T[K]> };

/** Under `id` it is a schema of its own in the document. */
export function shapeOf<T extends object>(id: string, shape: Shape<T>): z.ZodType<T> {
  return z.object(shape).meta({ id }) as unknown as z.ZodType<T>;
}

/** ISO 8601, in UTC. */
export const moment = z.iso.datetime();
