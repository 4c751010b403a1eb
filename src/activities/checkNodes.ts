/** L1 and L2 of a chunk of nodes: measured, judged and saved as evidence. */
import type { KubernetesPort } from "../clients/ports.ts";
import { makeCertificate, visiblePartsOf } from "../domain/certificate.ts";
import { isAtLeast, levelReached, nodeHostChecks, nodeResourceChecks, passes } from "../domain/checks.ts";
import { isNriEffective } from "../domain/containerdConfig.ts";
import { findingOfCheck } from "../domain/findingOfCheck.ts";
import type { KubernetesObject } from "../domain/kubernetesObject.ts";
import { poolSelector } from "../domain/labels.ts";
import { goneFinding, replacedTooLate } from "../domain/nodeChurn.ts";
import type { NodeRef } from "../domain/nodeRef.ts";
import type { NodeRecord } from "../domain/record.ts";
import type { NodeVerdict, PendingNode, StepInput, StepOutput } from "../domain/steps.ts";
import type { ActivityDeps } from "./deps.ts";
import { type ProbedNode, readProbes } from "./probedNodes.ts";

type CheckInput = StepInput<"checkNodes">;

export async function checkNodes(
  { clusters, tables }: ActivityDeps,
  input: CheckInput,
): Promise<StepOutput<"checkNodes">> {
  const kubernetes = await clusters.connect(input.cluster);
  const { pending, probed: judged } = input.attempt === 0 ? unprobed(input) : await readProbes(kubernetes, input);
  if (pending.some((node) => !node.lost) && !input.final) return { pending, results: [] };
  const objects = await readNodes(
    kubernetes,
    judged.map(({ node }) => node),
  );
  const records = judged.flatMap((probe) => judgeNode(probe, objects.get(probe.node.name), input) ?? []);
  await tables.evidence.putAll(
    input.preparationId,
    records.map((record) => ({ row: record.name, value: record })),
  );
  const gone = judged.flatMap((probe) => goneVerdict(probe, objects.get(probe.node.name)) ?? []);
  return { pending, results: [...records.map(verdictOf), ...gone] };
}

type Probe = { node: NodeRef } & Partial<ProbedNode>;

/** No probe of theirs has brought anything: they are judged without, and nothing is asked for again. */
function unprobed({ nodes }: CheckInput): { pending: PendingNode[]; probed: Probe[] } {
  return { pending: [], probed: nodes.map((node) => ({ node })) };
}

/** One list for the pool, whatever the size of the chunk. */
async function readNodes(
  kubernetes: KubernetesPort,
  nodes: readonly NodeRef[],
): Promise<Map<string, KubernetesObject>> {
  const pools = [...new Set(nodes.map((node) => node.pool))];
  if (pools.length === 0) return new Map();
  const found = await kubernetes.list({ apiVersion: "v1", kind: "Node", labelSelector: poolSelector(pools) });
  return new Map(found.map((node) => [node.metadata.name, node]));
}

/** Undefined: the node is not there any more. */
function judgeNode(
  { node, facts, texts }: Probe,
  object: KubernetesObject | undefined,
  input: CheckInput,
): NodeRecord | undefined {
  const { expectation, poolChecks, profile, verifiedAt } = input;
  if (object?.metadata.uid !== node.uid) return undefined;
  const nriEffective = texts === undefined ? undefined : isNriEffective(texts.dump);
  const checks = [...nodeResourceChecks(object, expectation), ...nodeHostChecks(facts, nriEffective, expectation)];
  const level = levelReached([...poolChecks, ...checks]);
  return {
    name: node.name,
    uid: node.uid,
    pool: node.pool,
    level,
    verdict: isAtLeast(level, input.level) ? "ready" : "notReady",
    seen: visiblePartsOf(object),
    ...(facts === undefined || level === "none"
      ? {}
      : { certificate: makeCertificate(object, facts, profile, level, verifiedAt) }),
    checks,
  };
}

/** Of what is not there nothing is kept as evidence. */
function goneVerdict({ node }: Probe, object: KubernetesObject | undefined): NodeVerdict | undefined {
  if (object?.metadata.uid === node.uid) return undefined;
  const gone = object === undefined ? "left" : "replaced";
  const finding = gone === "left" ? goneFinding({ node, gone }) : replacedTooLate(node);
  return { name: node.name, level: "none", ready: false, findings: [finding], gone };
}

function verdictOf({ name, level, verdict, checks }: NodeRecord): NodeVerdict {
  const findings = checks.filter((check) => !passes(check)).map((check) => findingOfCheck(name, check));
  return { name, level, ready: verdict === "ready", findings };
}
