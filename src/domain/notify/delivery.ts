/** One notice on its way to one receiver: its row, its order among others, and how long it is tried. */
import type { Finding } from "../findings.ts";
import { newestFirstKey, type RowKey } from "../records.ts";
import type { RetryPolicy } from "../retry.ts";
import { spreadSeconds } from "../waitOut.ts";
import type { Notice } from "./notice.ts";
import type { NotifyTarget } from "./notifyTarget.ts";

/** Which delivery: all that a run's history holds of it. */
export interface DeliveryRef {
  preparationId: string;
  row: string;
}

export interface DeliveryRow {
  notice: Notice;
  /** Its place in `notify` of the preparation's request, which alone has the address. */
  target: number;
  type: NotifyTarget["type"];
  host: string;
  status: "waiting" | "delivered" | "failed";
  attempts: number;
  /** Why the last attempt failed. */
  reason?: string;
  /** The row of the notice before, of the same preparation to the same receiver: it goes first. */
  after?: string;
}

export function deliveries(preparationId: string): string {
  return `delivery/${preparationId}`;
}

export function deliveryKey({ preparationId, row }: DeliveryRef): RowKey {
  return { partition: deliveries(preparationId), row };
}

export function deliveryRef({ preparationId, id, at }: Notice, target: number): DeliveryRef {
  return { preparationId, row: newestFirstKey({ id: `${id}/${target}`, acceptedAt: at }) };
}

/** At most 100 characters of those that every back end takes. */
export function deliveryInstanceId({ id }: Notice, target: number): string {
  return `notify:${id}:${target}`;
}

/** Between attempts: 10 of them in about 11 hours. */
const PAUSES_SECONDS = [5, 30, 2 * 60, 10 * 60, 30 * 60, 3600, 2 * 3600, 3 * 3600, 4 * 3600];

/** However long a receiver asks us to wait. */
export const LONGEST_DELIVERY_SECONDS = 24 * 3600;

/** What a receiver asked for is honoured; receivers are not asked all at once. */
export function deliveryPolicy(ref: DeliveryRef): RetryPolicy {
  return ({ retry, retryAfterSeconds = 0 }, attempt, waitedSeconds) => {
    const pause = PAUSES_SECONDS[attempt - 1];
    if (retry === "never" || pause === undefined) return undefined;
    const delay = Math.max(spreadSeconds(pause, `${ref.row}/${attempt}`), retryAfterSeconds);
    return waitedSeconds + delay > LONGEST_DELIVERY_SECONDS ? undefined : delay;
  };
}

/** A delivery as whoever asked for it sees it. */
export interface DeliveryView {
  event: Notice["kind"];
  type: NotifyTarget["type"];
  host: string;
  status: DeliveryRow["status"];
  attempts: number;
  reason?: string;
}

export function viewOfDelivery({ notice, type, host, status, attempts, reason }: DeliveryRow): DeliveryView {
  return { event: notice.kind, type, host, status, attempts, ...(reason === undefined ? {} : { reason }) };
}

/** Nobody's verdict changes because somebody could not be told. */
export function undeliveredFinding({ notice, target, type, host, reason, attempts }: DeliveryRow): Finding {
  return {
    code: "NotificationFailed",
    severity: "warn",
    subject: `notify[${target}]`,
    found: `"${notice.kind}" did not reach the ${type} at ${host} in ${attempts} attempts: ${reason ?? "no reason known"}`,
    action: "Correct the receiver or its address; what happened stands in this record, and is not told again.",
  };
}
