/** The zod schemas of the table as JSON Schema: those with an id once, under the document's components. */
import * as z from "zod";
import type { JsonSchema } from "./apiDocument.ts";

export interface JsonSchemas {
  /** By the names that were given. */
  schemas: Readonly<Record<string, JsonSchema>>;
  components: Readonly<Record<string, JsonSchema>>;
}

/**
 * `input`: as callers send it, strict as the parser is. `output`: as the API answers; further fields may be added to an
 * answer in time, so that a client must let pass what it does not know.
 */
export function jsonSchemas(named: Readonly<Record<string, z.ZodType>>, io: "input" | "output"): JsonSchemas {
  const all = z.toJSONSchema(z.object(named), {
    io,
    override({ jsonSchema }) {
      if (io === "output" && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      // What a number in JSON can hold anyway, and a pattern that repeats the format.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
    },
  });
  const { properties = {}, $defs = {} } = rewritten(all) as {
    properties?: JsonSchemas["schemas"];
    $defs?: JsonSchemas["components"];
  };
  return { schemas: properties, components: $defs };
}

/** Definitions move to where the document keeps them. */
function rewritten(schema: unknown): unknown {
  const text = JSON.stringify(schema).replaceAll('"$ref":"#/$defs/', '"$ref":"#/components/schemas/');
  return JSON.parse(text) as unknown;
}
