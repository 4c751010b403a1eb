/** A refusal as Azure Resource Manager words it: `{error: {code, message}}`. Thrown anywhere below the ARM simulator. */
import { jsonResponse, type WireResponse } from "../../world/wire.ts";

export interface ErrorDetail {
  code: string;
  message: string;
  target?: string;
  details?: ErrorDetail[];
}

export class ArmError extends Error {
  readonly status: number;
  readonly detail: ErrorDetail;
  readonly headers: Record<string, string>;

  constructor(status: number, detail: ErrorDetail, headers: Record<string, string> = {}) {
    super(detail.message);
    this.name = "ArmError";
    this.status = status;
    this.detail = detail;
    this.headers = headers;
  }
}

export function badRequest(code: string, message: string, target?: string): ArmError {
  return new ArmError(400, { code, message, ...(target === undefined ? {} : { target }) });
}

/** Another operation stands in the way; it is worth trying again after it ended. */
export function conflict(message: string, retryAfterSeconds: number): ArmError {
  return new ArmError(409, { code: "OperationNotAllowed", message }, { "retry-after": String(retryAfterSeconds) });
}

export function preconditionFailed(message: string): ArmError {
  return new ArmError(412, { code: "PreconditionFailed", message });
}

export function errorResponse(error: ArmError): WireResponse {
  return jsonResponse(error.status, { error: error.detail }, error.headers);
}
