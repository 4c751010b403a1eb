/** A fault that could not be waited out, as a finding of the record. */
import { azureFailure } from "../domain/azureFailure.ts";
import type { Finding, FindingCode } from "../domain/findings.ts";
import type { Fault } from "../domain/outcome.ts";

/** What clients call a fault, Kubernetes' own reasons included, and the finding that a person looks up; any other is unexpected. */
const FINDING_CODES: Record<string, FindingCode> = {
  ApiServerUnreachable: "ApiServerUnreachable",
  TokenRejected: "TokenRejected",
  MissingArmPermission: "MissingArmPermission",
  Forbidden: "MissingKubernetesPermission",
  WebhookUnavailable: "WebhookUnavailable",
  Throttled: "Throttled",
  TooManyRequests: "Throttled",
};

export function faultFinding({ code, operation, message }: Fault, subject = "cluster"): Finding {
  const azure = azureFailure(code);
  return {
    code: azure?.code ?? FINDING_CODES[code] ?? "InternalError",
    severity: "fail",
    subject,
    found: `${operation}: ${message}`,
    action: azure?.action ?? "Remove the cause that the message names and run again: what is done stays done.",
  };
}
