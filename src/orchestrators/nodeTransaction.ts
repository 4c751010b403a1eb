/**
 * nodeTransaction: only the node part, on nodes that are named, in any cluster.
 *  1 find the nodes, open the run in the cluster
 *  2 probe them and decide
 *  3 patch: nodes that nobody uses together, those with workloads one after the other and cordoned
 *  4 ulimit adjuster, for the nodes that are in order
 *  5 probe again
 *  6 prove that a pod gets its locked memory, on the nodes that are in order
 *  7 lift the cordons that are still its own, close the run in the cluster, however it went, and report
 */
import type { Finding } from "../domain/findings.ts";
import { SYSTEM_NAMESPACE } from "../domain/namespaces.ts";
import type { NodeRef } from "../domain/nodeRef.ts";
import {
  memlockProof,
  type NodeTransactionAccount,
  type NodeTransactionInput,
  type NodeTransactionOutput,
  type NodeTransactionStage,
  type NodeTransactionStatus,
  nodeFindings,
  reportTransaction,
} from "../domain/nodeTransaction.ts";
import { ORCHESTRATIONS, type RunScope } from "../domain/orchestrations.ts";
import { DEFAULT_PACING } from "../domain/pacing.ts";
import { noProof } from "../domain/proof.ts";
import { memlockChecks, proofFindings } from "../domain/proofChecks.ts";
import { chunksOf, NODES_PER_CHUNK, stopsRollout } from "../domain/rollout.ts";
import type { NodeDecision, PatchDecision, RunRef } from "../domain/steps.ts";
import { DEFAULT_VERSION_SET, VERSION_SETS } from "../domain/versions.ts";
import { type Flow, type OrchestrationContext, registerOrchestrator, settle, step, valueOf } from "./durable.ts";
import { faultFinding } from "./faultFinding.ts";
import { patchInWaves } from "./patchInWaves.ts";
import { patchNodes } from "./patchNodes.ts";
import { isPatch, probeAndDecide } from "./probeAndDecide.ts";
import { proveNodes } from "./proveNodes.ts";

export function registerNodeTransaction(): void {
  registerOrchestrator(ORCHESTRATIONS.nodeTransaction, nodeTransaction);
}

/** Of a status, which must stay small. */
const LONGEST_REASON = 300;

interface Transaction {
  context: OrchestrationContext;
  run: RunRef;
  account: NodeTransactionAccount;
  enter(stage: NodeTransactionStage): void;
  onWaiting(reason: string): void;
}

function* nodeTransaction(context: OrchestrationContext, input: NodeTransactionInput): Flow<NodeTransactionOutput> {
  const account: NodeTransactionAccount = {
    before: new Map(),
    after: new Map(),
    restarted: new Set(),
    memlock: new Map(),
    findings: [],
  };
  const run = { preparationId: input.transactionId, cluster: input.cluster };
  const transaction: Transaction = { context, run, account, ...stageReporter(context, input) };
  const ended = yield* settle("nodeTransaction", findAndPrepare(transaction, input.nodes));
  if (!ended.ok) account.findings.push(faultFinding(ended.fault));
  return reportTransaction(input, account);
}

function stageReporter(
  context: OrchestrationContext,
  { nodes }: NodeTransactionInput,
): Pick<Transaction, "enter" | "onWaiting"> {
  let status: NodeTransactionStatus = { stage: "finding", nodes: nodes.length };
  return {
    enter(stage) {
      status = { stage, nodes: nodes.length };
      context.df.setCustomStatus(status);
    },
    onWaiting: (reason) => context.df.setCustomStatus({ ...status, waitingFor: reason.slice(0, LONGEST_REASON) }),
  };
}

function* findAndPrepare(transaction: Transaction, names: string[]): Flow<void> {
  const { context, run, account, enter } = transaction;
  enter("finding");
  const { nodes, missing, tolerations } = yield* step(context, "readNamedNodes", { ...run, names });
  account.findings.push(...missing.map(noSuchNode));
  if (nodes.length === 0) return;
  const { owner } = yield* step(context, "openRun", { ...run, namespaces: [SYSTEM_NAMESPACE] });
  const scope: RunScope = { run, owner, tolerations, pacing: DEFAULT_PACING };
  const ended = yield* settle("nodeTransaction", prepareNamedNodes(transaction, scope, nodes));
  enter("closing");
  const released = yield* settle("removeCordons", step(context, "removeCordons", { ...run, onlyOwn: true }));
  if (!released.ok) account.findings.push(faultFinding(released.fault));
  const closed = yield* settle("closeRun", step(context, "closeRun", { ...run, keepInstaller: true }));
  if (!closed.ok) account.findings.push(faultFinding(closed.fault));
  valueOf(ended);
}

function* prepareNamedNodes(transaction: Transaction, scope: RunScope, nodes: NodeRef[]): Flow<void> {
  const { account, enter } = transaction;
  enter("probing");
  const probed = yield* probeInChunks(transaction, scope, nodes, "probe");
  note(account.before, probed.decisions);
  account.findings.push(...probed.findings);
  yield* patchAll(transaction, scope, probed.decisions.filter(isPatch));
  yield* serveNodes(transaction, scope, nodes);
  enter("probingAgain");
  const again = yield* probeInChunks(transaction, scope, nodes, "verify");
  note(account.after, again.decisions);
  account.findings.push(...again.findings.filter(({ subject }) => isNews(subject, account)));
  enter("proving");
  yield* proveAll(
    transaction,
    scope,
    nodes.filter(({ name }) => isInOrder(name, account)),
  );
}

function isInOrder(name: string, { after }: NodeTransactionAccount): boolean {
  const nri = after.get(name);
  return nri?.nriEffective === true && nri.nriListening;
}

/** Without devices: the nodes may have none, and others may use those that they have. */
function* proveAll({ context, account, onWaiting }: Transaction, scope: RunScope, nodes: NodeRef[]): Flow<void> {
  const devices = { none: "a node transaction asks for no devices" };
  for (const [index, chunk] of chunksOf(nodes, NODES_PER_CHUNK).entries()) {
    const proof = proveNodes(context, { scope, chunk: `named-${index}`, nodes: chunk, devices, onWaiting });
    const ended = yield* settle("proveNodes", proof);
    const proven = ended.ok
      ? [...ended.value.proofs, ...ended.value.unproven.map(({ node, reason }) => ({ node, proof: noProof(reason) }))]
      : chunk.map((node) => ({ node, proof: noProof(ended.fault.message) }));
    for (const { node, proof: seen } of proven) {
      account.memlock.set(node.name, memlockProof(seen));
      account.findings.push(...proofFindings(node.name, memlockChecks(seen)));
    }
  }
}

/** Why a node could not be probed or edited is told once. */
function isNews(subject: string, { findings }: NodeTransactionAccount): boolean {
  return !findings.some((finding) => finding.subject === subject);
}

function* probeInChunks(
  { context, onWaiting }: Transaction,
  scope: RunScope,
  nodes: readonly NodeRef[],
  purpose: "probe" | "verify",
): Flow<{ decisions: NodeDecision[]; findings: Finding[] }> {
  const total: { decisions: NodeDecision[]; findings: Finding[] } = { decisions: [], findings: [] };
  for (const [index, chunk] of chunksOf(nodes, NODES_PER_CHUNK).entries()) {
    const probed = yield* probeAndDecide(context, { scope, chunk: `named-${index}`, nodes: chunk, purpose, onWaiting });
    total.decisions.push(...probed.decisions);
    total.findings.push(...probed.findings);
  }
  return total;
}

function* patchAll(transaction: Transaction, scope: RunScope, decisions: PatchDecision[]): Flow<void> {
  const { context, account, enter, onWaiting } = transaction;
  if (decisions.length === 0) return;
  enter("patching");
  const together = yield* patchNodes(context, { scope, chunk: "named", decisions, mayDisturb: false, onWaiting });
  noteWork(account, together);
  if (together.busy.length === 0) return;
  enter("patchingBusy");
  const waves = yield* patchInWaves({
    decisions: together.busy,
    size: 1,
    stoppedBy: together.findings.find(stopsRollout),
    patchWave: (wave, index) =>
      patchNodes(context, { scope, chunk: `named-busy-${index}`, decisions: wave, mayDisturb: true, onWaiting }),
  });
  noteWork(account, waves);
}

function* serveNodes({ context, run, account, enter }: Transaction, scope: RunScope, nodes: NodeRef[]): Flow<void> {
  const inOrder = nodes.map(({ name }) => name).filter((name) => nodeFindings(name, account).length === 0);
  if (inOrder.length === 0) return;
  enter("installingAdjuster");
  const stack = { versions: VERSION_SETS[DEFAULT_VERSION_SET], tolerations: scope.tolerations };
  const ensured = yield* settle(
    "ensureUlimitAdjuster",
    step(context, "ensureUlimitAdjuster", { ...run, stack, nodes: inOrder }),
  );
  if (!ensured.ok) account.findings.push(faultFinding(ensured.fault));
}

function note(states: NodeTransactionAccount["before"], decisions: readonly NodeDecision[]): void {
  for (const { node, nri } of decisions) if (nri !== undefined) states.set(node.name, nri);
}

function noteWork(account: NodeTransactionAccount, work: { restarted: string[]; findings: Finding[] }): void {
  for (const name of work.restarted) account.restarted.add(name);
  account.findings.push(...work.findings);
}

function noSuchNode(name: string): Finding {
  return {
    code: "NodeLost",
    severity: "fail",
    subject: `node/${name}`,
    found: "the cluster has no node of that name",
    action: "Look at the names (kubectl get nodes) and run again.",
  };
}
