/** A fault that could not be waited out, as a finding of the record. */
import { azureFailure } from "../domain/azureFailure.ts";
import type { Finding, FindingCode } from "../domain/findings.ts";
import type { Fault } from "../domain/outcome.ts";

interface KnownFault {
  code: FindingCode;
  action: string;
}

const THROTTLED: KnownFault = {
  code: "Throttled",
  action: "Others use up the allowance of requests: find out who (Azure activity log), or run again later.",
};

/** What clients call a fault, Kubernetes' own reasons included, and the finding that a person looks up; any other is unexpected. */
const KNOWN_FAULTS: Record<string, KnownFault> = {
  ApiServerUnreachable: {
    code: "ApiServerUnreachable",
    action:
      "Check that the cluster runs and that the app's network reaches its API server (private cluster, authorised addresses), then run again.",
  },
  TokenRejected: {
    code: "TokenRejected",
    action:
      "Check that the app's identity exists in the cluster's tenant, or that the local account's certificate is current, then run again.",
  },
  MissingArmPermission: {
    code: "MissingArmPermission",
    action:
      "Give the app's identity the right that the message names; run again when Azure knows of it, some minutes later.",
  },
  Forbidden: {
    code: "MissingKubernetesPermission",
    action: "Give the app's identity the right that the message names, or cluster administrator rights; run again.",
  },
  WebhookUnavailable: {
    code: "WebhookUnavailable",
    action: "Look at the pods behind the webhook that the message names (kubectl get pods -A), then run again.",
  },
  Throttled: THROTTLED,
  TooManyRequests: THROTTLED,
};

export function faultFinding({ code, operation, message }: Fault, subject = "cluster"): Finding {
  if (code === "Cancelled") return cancelled(message);
  const known = azureFailure(code) ?? KNOWN_FAULTS[code];
  return {
    code: known?.code ?? "InternalError",
    severity: "fail",
    subject,
    found: foundOf(operation, message),
    action: known?.action ?? "Remove the cause that the message names and run again: what is done stays done.",
  };
}

/** The step, and what went wrong; a client's message names the request itself already. */
function foundOf(operation: string, message: string): string {
  const [step = "", request] = operation.split(": ");
  return request !== undefined && message.startsWith(request) ? `${step}: ${message}` : `${operation}: ${message}`;
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

/** Bugs, ours or a client's. */
const BUGS: ReadonlySet<string> = new Set(["InternalError", "Unexpected"]);

/** For a pool, what Azure refuses with any code is why it failed. */
export function poolFaultFinding(fault: Fault, subject: string): Finding {
  const finding = faultFinding(fault, subject);
  return finding.code === "InternalError" && !BUGS.has(fault.code) ? { ...finding, code: "PoolFailed" } : finding;
}
