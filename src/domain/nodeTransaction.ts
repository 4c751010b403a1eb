/** The node part alone: what it is asked, and what it reports of each node. */
import type { ClusterRef } from "./clusterRef.ts";
import type { Finding } from "./findings.ts";
import type { MemlockLimit } from "./memlock.ts";
import type { NriState } from "./nriState.ts";
import { isRaised, noProof, type Proof, type Sight } from "./proof.ts";

export interface NodeTransactionInput {
  /** New for each run; names its objects in the cluster. */
  transactionId: string;
  cluster: ClusterRef;
  /** Each once. */
  nodes: string[];
}

/** For display. */
export type NodeTransactionStage =
  | "finding"
  | "probing"
  | "patching"
  | "patchingBusy"
  | "installingAdjuster"
  | "probingAgain"
  | "proving"
  | "closing";

export interface NodeTransactionStatus {
  stage: NodeTransactionStage;
  /** How many nodes it is about. */
  nodes: number;
  /** A node and what its pod is doing. */
  waitingFor?: string;
}

/** Whether a pod on the node gets the locked memory that it asks for: what its containers had, null where it is not known. */
export interface MemlockProof {
  /** As root and as another user alike. */
  status: "passed" | "failed" | "unknown";
  root: MemlockLimit | null;
  nonRoot: MemlockLimit | null;
  /** Of a container that asks for nothing. */
  control: MemlockLimit | null;
  /** Unless passed. */
  reason?: string;
}

export interface NodeReport {
  name: string;
  /** Null: the node could not be probed. */
  before: NriState | null;
  after: NriState | null;
  /** The file is another one now. */
  changed: boolean;
  /** containerd was restarted. */
  restarted: boolean;
  memlock: MemlockProof;
  /** Why the node is not in order, or what else went wrong on it, and what to do. */
  error?: string;
}

export interface NodeTransactionOutput {
  /** In the order in which they were named. */
  nodes: NodeReport[];
  /** What concerns no single node. */
  findings: Finding[];
}

/** What a transaction has come to; filled step by step, so that a later fault takes nothing away. */
export interface NodeTransactionAccount {
  readonly before: Map<string, NriState>;
  readonly after: Map<string, NriState>;
  readonly restarted: Set<string>;
  readonly memlock: Map<string, MemlockProof>;
  readonly findings: Finding[];
}

export function reportTransaction(
  { nodes }: NodeTransactionInput,
  account: NodeTransactionAccount,
): NodeTransactionOutput {
  return {
    nodes: nodes.map((name) => reportNode(name, account)),
    findings: account.findings.filter(({ subject }) => !subject.startsWith("node/")),
  };
}

export function nodeFindings(name: string, { findings }: Pick<NodeTransactionAccount, "findings">): Finding[] {
  return findings.filter(({ subject }) => subject === `node/${name}`);
}

function reportNode(name: string, account: NodeTransactionAccount): NodeReport {
  const before = account.before.get(name) ?? null;
  const after = account.after.get(name) ?? null;
  const error = errorOf(name, after, account);
  return {
    name,
    before,
    after,
    changed: before !== null && after !== null && before.configSha256 !== after.configSha256,
    restarted: account.restarted.has(name) || beganToListen(before, after),
    memlock: account.memlock.get(name) ?? memlockProof(noProof("the node is not in order, nothing was proven on it")),
    ...(error === undefined ? {} : { error }),
  };
}

export function memlockProof({ root, nonRoot, control }: Proof): MemlockProof {
  const lacking = [root, nonRoot].filter((sight) => !isRaised(sight));
  const unseen = lacking.find((sight) => sight.kind === "unseen");
  const limits = { root: limitOf(root), nonRoot: limitOf(nonRoot), control: limitOf(control) };
  if (lacking.length === 0) return { status: "passed", ...limits };
  if (unseen?.kind === "unseen") return { status: "unknown", ...limits, reason: unseen.reason };
  const notStarted = lacking.find((sight) => sight.kind === "notStarted");
  const reason = notStarted?.kind === "notStarted" ? notStarted.reason : "the limit was not raised";
  return { status: "failed", ...limits, reason };
}

function limitOf(sight: Sight): MemlockLimit | null {
  return sight.kind === "seen" ? sight.memlock : null;
}

/** Only a restart makes containerd listen: this also tells of one whose pod was lost before it could report. */
function beganToListen(before: NriState | null, after: NriState | null): boolean {
  return before?.nriListening === false && after?.nriListening === true;
}

/** The node's own findings; without any, what went wrong for all explains a node that is not in order. */
function errorOf(name: string, after: NriState | null, account: NodeTransactionAccount): string | undefined {
  const own = nodeFindings(name, account);
  if (own.length > 0) return own.map(inWords).join(" ");
  if (after?.nriEffective === true && after.nriListening) return undefined;
  const [common] = account.findings.filter(({ subject }) => !subject.startsWith("node/"));
  return common === undefined ? "NRI is not in force on the node, for no known reason. Run again." : inWords(common);
}

function inWords({ code, found, action }: Finding): string {
  return `${code}: ${found}. ${action}`;
}
