/** L3: what a pod on the node really gets. */
import { type Check, compare, notApplicable, passes } from "./checks.ts";
import { findingOfCheck } from "./findingOfCheck.ts";
import type { Finding } from "./findings.ts";
import { memlockInWords, UNLIMITED } from "./memlock.ts";
import type { NodeExpectation } from "./nodeExpectation.ts";
import { isRaised, type Proof, type Sight } from "./proof.ts";

const MEMLOCK_ACTION =
  "Read the log of the node's nri-plugin-ulimit-adjuster pod in namespace kube-system and containerd's journal; delete that pod so that it connects again, and verify again.";
const GPU_ACTION = "Compare nvidia-smi on the node with its device plugin's log; look at the node's container runtime.";
const UVERBS_ACTION = "Look at the log of the node's rdma-shared-dp pod and at /dev/infiniband on the node.";
const AGAIN = "Look at the node and its pods in namespace lamplighter-system, then verify again.";
const WHEN_FREE = "Verify again with level L3 when the node's devices are free; nothing was taken from anybody.";

export const MEMLOCK_CHECKS = { memlockRoot: "as root", memlockNonRoot: "as another user" } as const;

export function proofChecks(proof: Proof, expectation: NodeExpectation): Check[] {
  const { root, nonRoot, control, noDevices } = proof;
  return [
    ...memlockChecks({ root, nonRoot, control }),
    deviceCheck("gpusInPod", root, noDevices, expectation),
    expectation.rdma === 0
      ? notApplicable("infinibandInPod", "L3", `${expectation.vmSize} has no InfiniBand`)
      : deviceCheck("infinibandInPod", root, noDevices, expectation),
  ];
}

export function memlockChecks({ root, nonRoot, control }: Omit<Proof, "noDevices">): Check[] {
  return [memlockCheck("memlockRoot", root, control), memlockCheck("memlockNonRoot", nonRoot, control)];
}

function memlockCheck(name: keyof typeof MEMLOCK_CHECKS, sight: Sight, control: Sight): Check {
  if (sight.kind === "unseen") return unknown(name, sight.reason, AGAIN);
  const measured = sight.kind === "seen" ? memlockInWords(sight.memlock) : sight.reason;
  const check = compare(name, "L3", UNLIMITED, measured, MEMLOCK_ACTION);
  return control.kind === "seen" ? { ...check, reason: `without the annotation: ${controlInWords(control)}` } : check;
}

function controlInWords(control: Extract<Sight, { kind: "seen" }>): string {
  return isRaised(control)
    ? "unlimited already, the annotation adds nothing on this node"
    : memlockInWords(control.memlock);
}

const DEVICES = {
  gpusInPod: { noun: "GPUs", action: GPU_ACTION },
  infinibandInPod: { noun: "uverbs devices", action: UVERBS_ACTION },
} as const;

function deviceCheck(
  name: keyof typeof DEVICES,
  sight: Sight,
  noDevices: string | undefined,
  expectation: NodeExpectation,
): Check {
  if (noDevices !== undefined) return unknown(name, noDevices, WHEN_FREE);
  if (sight.kind !== "seen") return unknown(name, sight.reason, AGAIN);
  const { noun, action } = DEVICES[name];
  const [expected, measured] =
    name === "gpusInPod" ? [expectation.gpus, sight.gpus] : [expectation.infinibandPorts, sight.uverbs];
  return compare(name, "L3", `${expected} ${noun}`, `${measured} ${noun}`, action);
}

function unknown(name: string, reason: string, action: string): Check {
  return { name, level: "L3", status: "unknown", expected: "-", measured: "-", reason, action };
}

/** One for the locked memory, whoever asked for it, and one for each other check that did not pass. */
export function proofFindings(node: string, checks: readonly Check[]): Finding[] {
  const memlock = checks.filter(({ name, status }) => name in MEMLOCK_CHECKS && status === "failed");
  const others = checks.filter((check) => !passes(check) && !memlock.includes(check));
  return [
    ...(memlock.length === 0 ? [] : [notRaised(node, memlock)]),
    ...unmeasured(
      node,
      others.filter(({ status }) => status === "unknown"),
    ),
    ...others.filter(({ status }) => status !== "unknown").map((check) => findingOfCheck(node, check)),
  ];
}

function notRaised(node: string, checks: readonly Check[]): Finding {
  const [first] = checks;
  const measured = checks.map(
    (check) => `${MEMLOCK_CHECKS[check.name as keyof typeof MEMLOCK_CHECKS]}: ${check.measured}`,
  );
  return {
    code: "MemlockNotRaised",
    severity: "fail",
    subject: `node/${node}`,
    found: `locked memory of a container that asks for it: expected ${UNLIMITED}, measured ${measured.join("; ")}${first?.reason === undefined ? "" : ` (${first.reason})`}`,
    action: MEMLOCK_ACTION,
  };
}

/** What has the same reason is told once. */
function unmeasured(node: string, checks: readonly Check[]): Finding[] {
  const reasons = [...new Set(checks.map(({ reason = "" }) => reason))];
  return reasons.map((reason) => {
    const same = checks.filter((check) => (check.reason ?? "") === reason);
    return {
      code: "NodeUnverified",
      severity: "fail",
      subject: `node/${node}`,
      found: `level L3 is not proven, ${same.map(({ name }) => name).join(" and ")} unknown: ${reason}`,
      action: same[0]?.action ?? AGAIN,
    };
  });
}
