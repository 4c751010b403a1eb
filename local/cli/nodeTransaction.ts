/** `node-transaction`: only the node part, through the app's own orchestration, on a cluster that a kubeconfig reaches. */
import { randomUUID } from "node:crypto";
import type { NodeTransactionOutput } from "../../src/domain/nodeTransaction.ts";
import { startWorldBesideCluster } from "../kubeconfig/worldBesideCluster.ts";
import { followTransaction } from "../nodeTransaction/followTransaction.ts";
import { statusLines, transactionLines } from "../nodeTransaction/transactionLines.ts";
import type { CommandOptions } from "./commands.ts";
import type { DataFolder } from "./dataFolder.ts";

/** What simulated Azure calls the cluster: nobody else sees it. */
const CLUSTER = { subscriptionId: "00000000-0000-4000-8000-000000000000", resourceGroup: "given", name: "given" };

const IN_FORCE = 0;
const NOT_IN_FORCE = 1;

/** Answers the exit code. Rejects when the cluster cannot be reached, or with the signal's reason. */
export async function runNodeTransaction(
  { kubeconfig, nodes, json, speed }: CommandOptions<"node-transaction">,
  { path }: DataFolder,
  signal: AbortSignal,
): Promise<number> {
  const people = json ? process.stderr : process.stdout;
  people.write(`Working on ${kubeconfig.server} (context ${kubeconfig.context}).\n`);
  const world = await startWorldBesideCluster({
    ...{ given: kubeconfig, cluster: CLUSTER, location: "local", dataFolder: path, speed },
  });
  const transactionId = randomUUID();
  try {
    const input = { transactionId, cluster: CLUSTER, nodes };
    const output = await followTransaction(world.host, input, {
      onStatus: (status, before) => void people.write(asText(statusLines(status, before))),
      signal,
    });
    people.write(asText(transactionLines(output)));
    if (json) process.stdout.write(`${JSON.stringify(output)}\n`);
    return isInForce(output) ? IN_FORCE : NOT_IN_FORCE;
  } catch (error) {
    if (signal.aborted) process.stderr.write(whatIsLeft(transactionId));
    throw error;
  } finally {
    await world.stop();
  }
}

function asText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

function isInForce({ nodes, findings }: NodeTransactionOutput): boolean {
  return findings.length === 0 && nodes.every(({ error }) => error === undefined);
}

function whatIsLeft(transactionId: string): string {
  return [
    "A patch that runs on a node ends by itself. Afterwards, what this run may have left in the cluster:",
    `  kubectl delete configmap run-${transactionId} -n lamplighter-system   # its pods go with it`,
    `  nodes with the annotation lamplighter.dev/cordoned-by=${transactionId}: kubectl uncordon NAME`,
    "",
  ].join("\n");
}
