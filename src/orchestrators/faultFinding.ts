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
  if (code === "Cancelled") return cancelled(message);
  const azure = azureFailure(code);
  return {
    code: azure?.code ?? FINDING_CODES[code] ?? "InternalError",
    severity: "fail",
    subject,
    found: `${operation}: ${message}`,
    action: azure?.action ?? "Remove the cause that the message names and run again: what is done stays done.",
  };
}

/** Every part of a run that stopped says the same, and the record says it once. */
function cancelled(found: string): Finding {
  return {
    code: "Cancelled",
    severity: "fail",
    subject: "cluster",
    found,
    action: "What is done stays done. To go on from there, retry this preparation or send its request again.",
  };
}
