/** A node transaction for a person: where it is, and what came of it. */
import type {
  NodeReport,
  NodeTransactionOutput,
  NodeTransactionStage,
  NodeTransactionStatus,
} from "../../src/domain/nodeTransaction.ts";

const STAGES: Record<NodeTransactionStage, string> = {
  finding: "looking for the nodes",
  probing: "probing: containerd's version, configuration and NRI socket",
  patching: "switching NRI on, on the nodes that nobody uses",
  patchingBusy: "switching NRI on, on nodes with workloads: one after the other, cordoned meanwhile",
  installingAdjuster: "ulimit adjuster",
  probingAgain: "probing again",
  proving: "proving in a pod that locked memory is raised",
  closing: "removing the pods and scripts",
};

/** What is new since the status before. */
export function statusLines(
  { stage, nodes, waitingFor }: NodeTransactionStatus,
  before: NodeTransactionStatus | undefined,
): string[] {
  return [
    ...(stage === before?.stage ? [] : [`[${nodes === 1 ? "1 node" : `${nodes} nodes`}] ${STAGES[stage]}`]),
    ...(waitingFor === undefined || waitingFor === before?.waitingFor ? [] : [`  waiting for ${waitingFor}`]),
  ];
}

export function transactionLines({ nodes, findings }: NodeTransactionOutput): string[] {
  return [
    ...nodes.flatMap(nodeLines),
    ...findings.map(({ code, subject, found, action }) => `✗ ${code} ${subject}: ${found}. ${action}`),
  ];
}

function nodeLines(report: NodeReport): string[] {
  const { name, before, after, memlock, error } = report;
  return [
    `${error === undefined ? "✓" : "✗"} ${name}  ${whatWasDone(report)}`,
    ...(error === undefined ? [] : [`    ${error}`]),
    ...(before === null ? [] : [`    before  ${stateInWords(before)}`]),
    ...(after === null ? [] : [`    after   ${stateInWords(after)}`]),
    ...(after === null ? [] : [`    memlock ${memlockInOneLine(memlock)}`]),
  ];
}

function memlockInOneLine({ status, root, nonRoot, control, reason }: NodeReport["memlock"]): string {
  if (root === null && nonRoot === null) return `${status}: ${reason ?? "nothing was seen"}`;
  const seen = [
    ["as root", root],
    ["as another user", nonRoot],
    ["without the annotation", control],
  ] as const;
  const limits = seen.map(([who, limit]) => `${who} ${limit === null ? "not known" : limitInWords(limit)}`);
  return `${status}: ${limits.join(", ")}${reason === undefined ? "" : ` (${reason})`}`;
}

function limitInWords({ soft, hard }: NonNullable<NodeReport["memlock"]["root"]>): string {
  return soft === hard ? soft : `${soft} soft and ${hard} hard`;
}

function whatWasDone({ changed, restarted }: NodeReport): string {
  if (!changed && !restarted) return "nothing was changed";
  return `${changed ? "config.toml changed" : "config.toml unchanged"}, ${restarted ? "containerd restarted" : "no restart"}`;
}

function stateInWords({
  nriEffective,
  nriListening,
  containerdVersion,
  configSha256,
}: NonNullable<NodeReport["after"]>) {
  const nri = `NRI ${nriEffective ? "on" : "off"}, ${nriListening ? "listening" : "not listening"}`;
  return `${nri}; containerd ${containerdVersion}; config.toml ${configSha256.slice(0, 12)}`;
}
