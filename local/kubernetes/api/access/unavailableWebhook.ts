/** Somebody's admission webhook whose pods are gone: the API server refuses what it should have asked about. */
import type { AdmissionRule } from "./admission.ts";

export interface UnavailableWebhook {
  /** "apps/v1/DaemonSet". */
  kinds: readonly string[];
  /** Simulated seconds after the world began; left out: it never comes back. */
  untilSeconds?: number | undefined;
}

export function createUnavailableWebhookRule(
  { kinds, untilSeconds = Number.POSITIVE_INFINITY }: UnavailableWebhook,
  secondsSinceStart: () => number,
): AdmissionRule {
  return ({ operation, kind }) => {
    if (operation === "DELETE" || !kinds.includes(kind) || secondsSinceStart() >= untilSeconds) return undefined;
    return {
      code: 500,
      reason: "InternalError",
      message:
        'Internal error occurred: failed calling webhook "validate.policy.example.com": failed to call webhook: ' +
        'Post "https://policy-webhook.policy-system.svc:443/validate?timeout=10s": no endpoints available for service "policy-webhook"',
    };
  };
}
