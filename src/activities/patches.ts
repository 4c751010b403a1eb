/** Patching nodes: one pod a node, the script is the transaction. Nodes with workloads are cordoned meanwhile. */
import type { KubernetesPort } from "../clients/ports.ts";
import type { Finding } from "../domain/findings.ts";
import { CONFIG_PATH } from "../domain/manifests/nodePod.ts";
import { SYSTEM_NAMESPACE } from "../domain/namespaces.ts";
import { parseLines } from "../domain/nodeFacts.ts";
import type { NodeRef } from "../domain/nodeRef.ts";
import { isWorkload } from "../domain/pods.ts";
import type { PatchResult, StepInput, StepOutput } from "../domain/steps.ts";
import { toldText } from "../domain/toldText.ts";
import { cordon } from "./cordons.ts";
import type { ActivityDeps } from "./deps.ts";
import { createNodePod, type FinishedNode, isComplete, readChunk } from "./nodePods.ts";
import { goneOf } from "./nodePresence.ts";

/**
 * Workloads are looked for right before: what was true when the plan was made may not be true any more. Nor may the node
 * be the same, when its pod was lost or its turn came late.
 */
export async function startPatch(
  deps: ActivityDeps,
  input: StepInput<"startPatch">,
): Promise<StepOutput<"startPatch">> {
  const { node, decision, mayDisturb, preparationId } = input;
  const kubernetes = await deps.clusters.connect(input.cluster);
  const gone = mayDisturb || input.attempt > 1 ? await goneOf(kubernetes, node) : undefined;
  if (gone !== undefined) return { kind: "gone", gone };
  if (await hasWorkloads(kubernetes, node)) {
    if (!mayDisturb) return { kind: "busy" };
    await cordon(kubernetes, node, preparationId);
  }
  await createNodePod(kubernetes, deps, input, {
    script: "patch.sh",
    env: { OLD_SHA256: decision.oldSha256, NEW_SHA256: decision.newSha256, NEW_CONFIG: `${CONFIG_PATH}/config.toml` },
    configMap: decision.configMap,
  });
  return { kind: "started" };
}

async function hasWorkloads(kubernetes: KubernetesPort, node: NodeRef): Promise<boolean> {
  const pods = await kubernetes.list({ apiVersion: "v1", kind: "Pod", fieldSelector: `spec.nodeName=${node.name}` });
  return pods.some((pod) => isWorkload(pod, SYSTEM_NAMESPACE));
}

export async function collectPatches(
  { clusters }: ActivityDeps,
  input: StepInput<"collectPatches">,
): Promise<StepOutput<"collectPatches">> {
  const chunk = await readChunk(await clusters.connect(input.cluster), input);
  return { pending: chunk.pending, results: isComplete(chunk, input) ? chunk.finished.map(patchResult) : [] };
}

function patchResult({ node, message }: FinishedNode): PatchResult {
  const { result = "", stage: at = "", reason: why = "no reason given", ...done } = parseLines(message);
  const stage = toldText(at, LONGEST_STAGE);
  const reason = toldText(why);
  const restarted = done["restarted"] === "true";
  if (result === "patched") return { kind: "patched", node, edited: done["edited"] === "true", restarted };
  if (result === "changed") return { kind: "changed", node, reason: `stage ${stage}: ${reason}`, restarted };
  return { kind: "failed", node, finding: patchFinding(node, result, `stage ${stage}: ${reason}`), restarted };
}

const LONGEST_STAGE = 50;

function patchFinding({ name }: NodeRef, result: string, found: string): Finding {
  const failure = { severity: "fail" as const, subject: `node/${name}` };
  if (result === "rolledBack") return { ...failure, code: "NriPatchRolledBack", found, action: READ_THE_JOURNAL };
  if (result === "broken") return { ...failure, code: "NriPatchFailed", found, action: START_BY_HAND };
  return {
    ...failure,
    code: "NriPatchFailed",
    found: `${found}; the node's file is as it was`,
    action: READ_THE_JOURNAL,
  };
}

const READ_THE_JOURNAL =
  "Read containerd's journal on the node (journalctl -u containerd), mend the cause and run again.";
const START_BY_HAND =
  "Nothing new can start on the node: read its journal (journalctl -u containerd), mend /etc/containerd/config.toml (the original is beside it) and systemctl restart containerd, or re-image the node; then run again.";
