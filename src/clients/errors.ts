/**
 * Every failure of a client, classified once (facts-azure-kubernetes.md, section A): what to do about it is decided
 * here and nowhere else. Nobody parses a message.
 */
export type RetryClass =
  /** Transient: throttled, 5xx, network, a conflict with another operation. */
  | "soon"
  /** Capacity that may come: bounded, minutes apart. */
  | "slowly"
  /** A person must act. */
  | "never";

export interface FaultDetails {
  /** Azure's or Kubernetes' own code or reason ("Throttled", "Forbidden"), or one of ours ("ApiServerUnreachable"). */
  code: string;
  retry: RetryClass;
  /** Present when the service said how long to wait. */
  retryAfterSeconds?: number;
  /** What was being done, on what: "PUT agentPools/h100". */
  operation: string;
  status?: number;
}

export class ClientFault extends Error {
  readonly details: FaultDetails;

  constructor(message: string, details: FaultDetails, cause?: unknown) {
    super(message, { cause });
    this.name = "ClientFault";
    this.details = details;
  }
}
