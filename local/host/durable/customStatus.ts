/** An orchestrator's custom status, within the limit that the Durable extension enforces. */

const LIMIT_KB = 16;

/** JSON text; undefined when the orchestrator set none (the SDK drops every falsy one). Throws above 16 KB of UTF-16. */
export function customStatusJson(customStatus: unknown): string | undefined {
  if (customStatus === undefined || customStatus === null) return undefined;
  const json = JSON.stringify(customStatus);
  const sizeKb = Math.trunc((json.length * 2) / 1024);
  if (sizeKb <= LIMIT_KB) return json;
  throw new Error(
    `The UTF-16 size of the JSON-serialized payload must not exceed ${LIMIT_KB} KB. The current payload size is ${sizeKb} KB.`,
  );
}
