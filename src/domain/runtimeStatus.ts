/** How a durable instance stands, in the platform's own words. */
export type RuntimeStatus =
  | "Pending"
  | "Running"
  | "Completed"
  | "Failed"
  | "Terminated"
  | "Canceled"
  | "Suspended"
  | "ContinuedAsNew";

const ACTIVE: readonly RuntimeStatus[] = ["Pending", "Running", "Suspended", "ContinuedAsNew"];

/** It has not ended: another one with its id cannot start. */
export function isActive(status: RuntimeStatus): boolean {
  return ACTIVE.includes(status);
}
