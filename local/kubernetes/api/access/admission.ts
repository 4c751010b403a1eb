/** Rules of the surrounding platform that may refuse a write after it was authorised: what webhooks do in a real cluster. */
import type { KubeObject, SentObject } from "../../cluster.ts";
import { StatusError } from "../statusError.ts";
import type { User } from "./accessControl.ts";

export interface AdmissionRequest {
  operation: "CREATE" | "UPDATE" | "DELETE";
  /** "v1/Node". */
  kind: string;
  user: User;
  /** Absent for CREATE. */
  before?: KubeObject;
  /** Absent for DELETE. */
  after?: SentObject;
}

export interface Denial {
  message: string;
  /** HTTP status and Status reason; left out: 403 Forbidden. */
  code?: number;
  reason?: string;
  /** For refusals that will pass: 429, 503. */
  retryAfterSeconds?: number;
}

export type AdmissionRule = (request: AdmissionRequest) => Denial | undefined;

export function admit(rules: readonly AdmissionRule[], request: AdmissionRequest): void {
  for (const rule of rules) {
    const denial = rule(request);
    if (denial === undefined) continue;
    const { code = 403, reason = "Forbidden", message, retryAfterSeconds } = denial;
    throw new StatusError(code, reason, message, retryAfterSeconds === undefined ? {} : { retryAfterSeconds });
  }
}
