/** The checks of the verification ladder (peers.md, section 5). Only `passed` passes; "could not look" is `unknown`. */
import type { KubernetesObject } from "./kubernetesObject.ts";
import { NVIDIA } from "./labels.ts";
import type { NodeExpectation } from "./nodeExpectation.ts";
import type { NodeFacts } from "./nodeFacts.ts";
import { isReady } from "./nodeReadiness.ts";
import { resourceCount } from "./quantity.ts";

export type CheckStatus = "passed" | "failed" | "notApplicable" | "unknown";

/** From the bottom of the ladder. */
export const LEVELS = ["L0", "L1", "L2", "L3"] as const;

export type Level = (typeof LEVELS)[number];

export type LevelReached = Level | "none";

export interface Check {
  name: string;
  /** "pool/h100", among the checks of a whole cluster. */
  subject?: string;
  level: Level;
  status: CheckStatus;
  expected: string;
  measured: string;
  reason?: string;
  action?: string;
}

export function passes(check: Check): boolean {
  return check.status === "passed" || check.status === "notApplicable";
}

/** L1: what the API server says of the node. */
export function nodeResourceChecks(node: KubernetesObject, expectation: NodeExpectation): Check[] {
  return [
    compare(
      "nodeReady",
      "L1",
      "Ready",
      isReady(node) ? "Ready" : "NotReady",
      "Look at the node's conditions (kubectl describe node).",
    ),
    countCheck(
      node,
      NVIDIA.gpuResource,
      "gpuAllocatable",
      expectation.gpus,
      "Report the machine to Azure support or re-image it: a GPU is missing or unhealthy.",
    ),
    expectation.rdma === 0
      ? notApplicable("rdmaAllocatable", "L1", `${expectation.vmSize} has no InfiniBand`)
      : countCheck(
          node,
          NVIDIA.rdmaResource,
          "rdmaAllocatable",
          expectation.rdma,
          "Check the RDMA shared device plugin and the node's InfiniBand ports.",
        ),
  ];
}

function countCheck(node: KubernetesObject, resource: string, name: string, expected: number, action: string): Check {
  const { capacity, allocatable } = resourceCount(node, resource);
  const text = (count: number) => `${resource}: ${count}`;
  const check = compare(name, "L1", text(expected), text(allocatable), action);
  return capacity === allocatable ? check : { ...check, reason: `capacity is ${capacity}, allocatable ${allocatable}` };
}

/** L2: what the host itself says. `nriEffective`: decided from the effective configuration, not from the file. */
export function nodeHostChecks(
  facts: NodeFacts | undefined,
  nriEffective: boolean | undefined,
  expectation: NodeExpectation,
): Check[] {
  const rdmaNotApplicable = expectation.rdma === 0 ? notApplicableRdma(expectation) : [];
  if (facts === undefined) return [...unmeasured(rdmaNotApplicable), ...rdmaNotApplicable];
  return [
    nriCheck(nriEffective),
    compare(
      "nriSocket",
      "L2",
      "listening",
      facts.nriListening ? "listening" : "not listening",
      "Look at containerd's journal on the node; prepare the node again.",
    ),
    ...(expectation.rdma === 0 ? rdmaNotApplicable : rdmaChecks(facts, expectation)),
    facts.driverVersion === ""
      ? compare("gpuDriver", "L2", "loaded", "not loaded", "Read the log of the node's driver pod.")
      : passed("gpuDriver", "loaded", `version ${facts.driverVersion}`),
  ];
}

const L2_NAMES = ["nriEffective", "nriSocket", "peermem", "infinibandPorts", "gpuDriver"];

/** All but those that need not be measured. */
function unmeasured(exempt: readonly Check[]): Check[] {
  const names = L2_NAMES.filter((name) => !exempt.some((check) => check.name === name));
  return names.map((name) => unknown(name, "the node's probe brought no result"));
}

function nriCheck(effective: boolean | undefined): Check {
  if (effective === undefined) return unknown("nriEffective", "containerd's effective configuration could not be read");
  return compare(
    "nriEffective",
    "L2",
    "enabled",
    effective ? "enabled" : "disabled",
    "Prepare the node again: its containerd configuration was changed or lost.",
  );
}

function rdmaChecks(facts: NodeFacts, expectation: NodeExpectation): Check[] {
  const ports = `${expectation.infinibandPorts} of ${expectation.infinibandPorts} active`;
  return [
    compare(
      "peermem",
      "L2",
      "loaded",
      facts.peermemLoaded ? "loaded" : "not loaded",
      "Check that OFED was there before the GPU driver; restart the node's driver pod.",
    ),
    compare(
      "infinibandPorts",
      "L2",
      ports,
      `${facts.infinibandActive} of ${facts.infinibandDevices} active`,
      "Report the machine to Azure support: an InfiniBand port is down.",
    ),
  ];
}

function notApplicableRdma({ vmSize }: NodeExpectation): Check[] {
  return ["peermem", "infinibandPorts"].map((name) => notApplicable(name, "L2", `${vmSize} has no InfiniBand`));
}

export function compare(name: string, level: Level, expected: string, measured: string, action: string): Check {
  return expected === measured
    ? { name, level, status: "passed", expected, measured }
    : { name, level, status: "failed", expected, measured, action };
}

function passed(name: string, expected: string, measured: string): Check {
  return { name, level: "L2", status: "passed", expected, measured };
}

export function notApplicable(name: string, level: Level, reason: string): Check {
  return { name, level, status: "notApplicable", expected: "-", measured: "-", reason };
}

function unknown(name: string, reason: string): Check {
  return {
    name,
    level: "L2",
    status: "unknown",
    expected: "-",
    measured: "-",
    reason,
    action: "Run the verification again; look at the probe pod if it persists.",
  };
}

export function isAtLeast(reached: LevelReached, wanted: Level): boolean {
  return reached !== "none" && LEVELS.indexOf(reached) >= LEVELS.indexOf(wanted);
}

/** The highest level up to which everything passes; "none": not even the lowest. A level without checks proves nothing. */
export function levelReached(checks: readonly Check[]): LevelReached {
  let reached: LevelReached = "none";
  for (const level of LEVELS) {
    const own = checks.filter((check) => check.level === level);
    if (own.length === 0 || !own.every(passes)) return reached;
    reached = level;
  }
  return reached;
}
