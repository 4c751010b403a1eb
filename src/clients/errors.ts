/**
 * Every failure of a client, classified once (facts-azure-kubernetes.md, section A): what to do about it is decided
 * here and nowhere else. Nobody parses a message.
 */
import type { ArmRight } from "../domain/inventory.ts";

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
  /** With `MissingArmPermission`: what must be granted. */
  missingRight?: ArmRight;
}

export class ClientFault extends Error {
  readonly details: FaultDetails;

  constructor(message: string, details: FaultDetails, cause?: unknown) {
    super(message.slice(0, LONGEST_MESSAGE), { cause });
    this.name = "ClientFault";
    this.details = details;
  }
}

/** Histories and records carry it, and nobody reads a whole page of a proxy. */
const LONGEST_MESSAGE = 2000;

/** Codes that mean the same whether they came with a response or as the reason why an operation failed later. */
const CLASS_OF_AZURE_CODE: ReadonlyMap<string, RetryClass> = new Map([
  ["OperationNotAllowed", "soon"],
  ["AKSOperationPreempted", "soon"],
  ["Throttled", "soon"],
  ["AllocationFailed", "slowly"],
  ["ZonalAllocationFailed", "slowly"],
  ["OverconstrainedAllocationRequest", "slowly"],
  ["OverconstrainedZonalAllocationRequest", "slowly"],
  ["AKSCapacityHeavyUsage", "slowly"],
  ["QuotaExceeded", "never"],
  ["ErrCode_InsufficientVCPUQuota", "never"],
  ["SkuNotAvailable", "never"],
]);

/**
 * The code decides, else the status; a failure with neither known is a person's. The code of a conflict with another
 * operation also stands for what is not allowed at all, and then comes with another status than 409.
 */
export function azureRetryClass(code: string, status?: number): RetryClass {
  const isTransient = status !== undefined && isTransientStatus(status);
  const known = CLASS_OF_AZURE_CODE.get(code);
  if (known === "soon" && status !== undefined && !isTransient) return "never";
  return known ?? (isTransient ? "soon" : "never");
}

/** 401 too: the next attempt brings a fresh token. 501 will be 501 again. */
export function isTransientStatus(status: number): boolean {
  return [401, 408, 409, 429].includes(status) || (status >= 500 && status !== 501);
}
