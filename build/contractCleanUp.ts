/** Removes what a run of the contract suite has made, whichever of its tests came to their ends. */
import { setTimeout as sleep } from "node:timers/promises";
import { SUITE_LABEL } from "../test/contract/support/names.ts";
import type { ContractSettings } from "../test/contract/support/settings.ts";
import { connect, type Wire } from "../test/contract/support/wire.ts";
import { restoreNodes } from "./contractNodes.ts";

/** Namespaces take everything inside them along. */
const COLLECTIONS = [
  "/api/v1/namespaces",
  "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
  "/apis/rbac.authorization.k8s.io/v1/clusterroles",
  "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
];

const LONGEST_WAIT_MS = 120_000;

/** One sentence for everything that is still there at the end. */
export async function cleanUp({ kubeconfig, suffix, allowNodeChanges }: ContractSettings): Promise<string[]> {
  const wire = connect(kubeconfig);
  if (allowNodeChanges) await restoreNodes(wire, suffix);
  const giveUpAt = performance.now() + LONGEST_WAIT_MS;
  for (;;) {
    const left = (await Promise.all(COLLECTIONS.map((path) => removeAll(wire, path, suffix)))).flat();
    if (left.length === 0) return [];
    if (performance.now() > giveUpAt)
      return left.map((path) => `The suite could not remove ${path}: remove it by hand`);
    await sleep(500);
  }
}

interface Named {
  metadata: { name: string; deletionTimestamp?: string };
}

/** The paths of what is still there. */
async function removeAll(wire: Wire, collection: string, suffix: string): Promise<string[]> {
  const query = { labelSelector: `${SUITE_LABEL}=${suffix}` };
  const { status, body, text } = await wire.send<{ items: Named[] }>("GET", collection, { query });
  if (status !== 200) return [`${collection} (${text.slice(0, 200)})`];
  const left = body.items.map(({ metadata }) => ({ ...metadata, path: `${collection}/${metadata.name}` }));
  for (const { path, deletionTimestamp } of left) {
    if (deletionTimestamp === undefined) await wire.send("DELETE", path);
  }
  return left.map(({ path }) => path);
}
