/** Error answers of the durable HTTP API. */
import { jsonResponse, type WireResponse } from "../../world/wire.ts";

export function badRequest(detail: string): WireResponse {
  return jsonResponse(400, {
    Message: "One or more of the arguments submitted is incorrect",
    ExceptionMessage: detail,
    ExceptionType: "System.ArgumentException",
  });
}
