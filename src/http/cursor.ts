/** Opaque cursors of paged lists: the key of the last row that was shown. */
import type { HttpResponseInit } from "@azure/functions";
import { problem } from "./problem.ts";

export function encodeCursor(row: string): string {
  return Buffer.from(row, "utf8").toString("base64url");
}

/** "" for the first page; undefined: not a cursor of ours. */
export function decodeCursor(cursor: string | null): string | undefined {
  if (cursor === null) return "";
  const row = Buffer.from(cursor, "base64url").toString("utf8");
  return row !== "" && encodeCursor(row) === cursor ? row : undefined;
}

export function badCursor(): HttpResponseInit {
  return problem({
    status: 400,
    code: "InvalidCursor",
    title: "Not a cursor",
    detail: "The cursor was not made by this API.",
    action: "Start without a cursor and follow links.next.",
  });
}
