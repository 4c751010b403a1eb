/** A refusal in the words of Azure Tables. Thrown anywhere below the Tables simulator. */
import type { WireResponse } from "../../world/wire.ts";

export class TableError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Record<string, string>;

  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.name = "TableError";
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export function invalidInput(message: string): TableError {
  return new TableError(400, "InvalidInput", message);
}

/** One line of JSON: the SDK reads a batch's parts with an expression that stops at a line's end. */
export function errorBody(error: TableError, message = error.message): string {
  return JSON.stringify({ "odata.error": { code: error.code, message: { lang: "en-US", value: message } } });
}

export function errorResponse(error: TableError): WireResponse {
  return { status: error.status, headers: { ...JSON_HEADERS, ...error.headers }, body: errorBody(error) };
}

export const JSON_HEADERS = { "content-type": "application/json;odata=minimalmetadata;charset=utf-8" };
