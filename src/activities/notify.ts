/**
 * Notices on their way: a row and an orchestration for each receiver, so that a receiver that is slow or gone holds up
 * neither the run nor the others. Addresses are read where they are used, from the preparation's own row.
 */
import { ClientFault } from "../clients/errors.ts";
import type { StoredRow } from "../clients/ports.ts";
import { messageOf } from "../domain/notify/cloudEvent.ts";
import {
  type DeliveryRef,
  type DeliveryRow,
  deliveryInstanceId,
  deliveryKey,
  deliveryRef,
} from "../domain/notify/delivery.ts";
import type { Notice } from "../domain/notify/notice.ts";
import { hostOf, type NotifyTarget } from "../domain/notify/notifyTarget.ts";
import { signedHeaders } from "../domain/notify/standardWebhook.ts";
import { ORCHESTRATIONS } from "../domain/orchestrations.ts";
import { done, waiting } from "../domain/outcome.ts";
import { type PreparationRow, preparationRowKey } from "../domain/records.ts";
import type { StepInput, StepOutput } from "../domain/steps.ts";
import type { ActivityDeps, StarterDeps } from "./deps.ts";

/** Idempotent: what has begun, or has ended, is not begun again. */
export async function startNotifying(
  deps: StarterDeps,
  { notice }: StepInput<"startNotifying">,
): Promise<StepOutput<"startNotifying">> {
  const targets = await readTargets(deps, notice.preparationId);
  for (const [index, target] of targets.entries()) {
    const delivery = await openDelivery(deps, notice, { index, target });
    const instanceId = deliveryInstanceId(notice, index);
    if ((await deps.runs.read(instanceId)) !== undefined) continue;
    await deps.runs.start(ORCHESTRATIONS.deliverNotice, instanceId, { delivery });
  }
  return {};
}

async function openDelivery(
  { tables }: ActivityDeps,
  notice: Notice,
  { index, target }: { index: number; target: NotifyTarget },
): Promise<DeliveryRef> {
  const delivery = deliveryRef(notice, index);
  const { partition, row } = deliveryKey(delivery);
  const earlier = await tables.preparations.list<DeliveryRow>(partition, { after: row, limit: MOST_EARLIER });
  const before = earlier.find(({ value }) => value.target === index);
  const opened: DeliveryRow = {
    ...{ notice, target: index, type: target.type, host: hostOf(target), status: "waiting", attempts: 0 },
    ...(before === undefined ? {} : { after: before.row }),
  };
  await tables.preparations.insert(partition, row, opened);
  return delivery;
}

/** Newest first: the one before is among them, whoever else is told. */
const MOST_EARLIER = 50;

export async function readTurn(
  deps: ActivityDeps,
  { delivery }: StepInput<"readTurn">,
): Promise<StepOutput<"readTurn">> {
  const { value } = await readDelivery(deps, delivery);
  if (value.after === undefined) return done(null, false);
  const { partition } = deliveryKey(delivery);
  const earlier = await deps.tables.preparations.read<DeliveryRow>(partition, value.after);
  return earlier?.value.status === "waiting"
    ? waiting(`"${earlier.value.notice.kind}" has not reached ${value.host} yet`)
    : done(null, false);
}

/** At least once: who dies between the receiver's answer and the row sends it again, under the same id. */
export async function sendNotice(
  deps: ActivityDeps,
  { delivery }: StepInput<"sendNotice">,
): Promise<StepOutput<"sendNotice">> {
  const { value: row } = await readDelivery(deps, delivery);
  if (row.status === "delivered") return {};
  const attempts = row.attempts + 1;
  try {
    await post(deps, row);
  } catch (error) {
    if (!(error instanceof ClientFault)) throw error;
    await saveDelivery(deps, delivery, { ...row, attempts, reason: error.message });
    throw error;
  }
  const { reason: _overcome, ...delivered } = row;
  await saveDelivery(deps, delivery, { ...delivered, attempts, status: "delivered" });
  return {};
}

export async function giveUpNotice(
  deps: ActivityDeps,
  { delivery }: StepInput<"giveUpNotice">,
): Promise<StepOutput<"giveUpNotice">> {
  const { value } = await readDelivery(deps, delivery);
  if (value.status === "waiting") await saveDelivery(deps, delivery, { ...value, status: "failed" });
  return {};
}

async function post(deps: ActivityDeps, { notice, target: index, type }: DeliveryRow): Promise<void> {
  const target = (await readTargets(deps, notice.preparationId))[index];
  if (target === undefined) throw missing(`receiver ${index} of preparation ${notice.preparationId}`);
  const { live, notifySecrets } = deps.settings;
  const { contentType, body } = messageOf(notice, type, live);
  const signature = type === "webhook" ? signedHeaders(notifySecrets, notice.id, deps.now(), body) : {};
  await deps.notifier.post(target.url, { "content-type": contentType, ...signature }, body);
}

async function readTargets({ tables }: ActivityDeps, preparationId: string): Promise<readonly NotifyTarget[]> {
  const key = preparationRowKey(preparationId);
  return (await tables.preparations.read<PreparationRow>(key.partition, key.row))?.value.request.notify ?? [];
}

async function readDelivery({ tables }: ActivityDeps, delivery: DeliveryRef): Promise<StoredRow<DeliveryRow>> {
  const { partition, row } = deliveryKey(delivery);
  const stored = await tables.preparations.read<DeliveryRow>(partition, row);
  if (stored === undefined) throw missing(`delivery ${row}`);
  return stored;
}

async function saveDelivery({ tables }: ActivityDeps, delivery: DeliveryRef, value: DeliveryRow): Promise<void> {
  const { partition, row } = deliveryKey(delivery);
  await tables.preparations.put(partition, row, value);
}

/** Somebody has deleted rows: nobody is told any more. */
function missing(what: string): ClientFault {
  const operation = "READ preparations";
  return new ClientFault(`${operation}: there is no ${what}`, { code: "NotFound", retry: "never", operation });
}
