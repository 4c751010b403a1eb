/** A node transaction on the embedded host, from its start to its report. */
import { setTimeout } from "node:timers/promises";
import type {
  NodeTransactionInput,
  NodeTransactionOutput,
  NodeTransactionStatus,
} from "../../src/domain/nodeTransaction.ts";
import { WEBHOOK_PATH } from "../host/api/links.ts";
import type { Host } from "../host/host.ts";
import type { InstanceRow } from "../host/store/instances.ts";

export interface FollowOptions {
  /** Called at each look. */
  onStatus(status: NodeTransactionStatus, before: NodeTransactionStatus | undefined): void;
  signal: AbortSignal;
}

const LOOK_EVERY_MS = 250;

/** Rejects with the signal's reason, or when the orchestration ends without a report. */
export async function followTransaction(
  host: Host,
  input: NodeTransactionInput,
  { onStatus, signal }: FollowOptions,
): Promise<NodeTransactionOutput> {
  const instanceId = `node-transaction-${input.transactionId}`;
  await start(host, instanceId, input);
  const finished = host.finished(instanceId);
  let before: NodeTransactionStatus | undefined;
  for (;;) {
    const text = host.inspect.instance(instanceId)?.customStatus ?? "null";
    const status = JSON.parse(text) as NodeTransactionStatus | null;
    if (status !== null) onStatus(status, before);
    before = status ?? undefined;
    const ended = await Promise.race([finished, lookAgain(signal)]);
    if (ended !== undefined) return reportOf(ended);
  }
}

async function lookAgain(signal: AbortSignal): Promise<undefined> {
  try {
    return await setTimeout(LOOK_EVERY_MS, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

function reportOf({ status, output }: InstanceRow): NodeTransactionOutput {
  if (status === "Completed") return JSON.parse(output ?? "null") as NodeTransactionOutput;
  throw new Error(`The node transaction ended as ${status}: ${output ?? "no reason given"}`);
}

async function start(host: Host, instanceId: string, input: NodeTransactionInput): Promise<void> {
  const url = `${WEBHOOK_PATH}orchestrators/nodeTransaction/${instanceId}`;
  const { status, text } = await host.request({ method: "POST", url, body: input });
  if (status !== 202) throw new Error(`The node transaction could not be started: ${status} ${text}`);
}
