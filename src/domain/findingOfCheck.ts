/** A check that did not pass, as a finding with its stable code. */
import type { Check } from "./checks.ts";
import type { Finding, FindingCode } from "./findings.ts";

const CODES: Record<string, FindingCode> = {
  nodeReady: "NodeNotReady",
  gpuAllocatable: "GpuCountMismatch",
  rdmaAllocatable: "RdmaCountMismatch",
  nriEffective: "NriPatchFailed",
  nriSocket: "NriPatchFailed",
  peermem: "PeermemMissing",
  infinibandPorts: "RdmaCountMismatch",
  gpuDriver: "DriverNotReady",
  gpusInPod: "GpuCountMismatch",
  infinibandInPod: "RdmaCountMismatch",
};

export function findingOfCheck(node: string, check: Check): Finding {
  return {
    code: CODES[check.name] ?? "InternalError",
    severity: "fail",
    subject: `node/${node}`,
    found:
      check.status === "unknown"
        ? `${check.name} is unknown: ${check.reason ?? "it could not be measured"}`
        : `${check.name}: expected ${check.expected}, measured ${check.measured}`,
    action: check.action ?? "Look at the node (kubectl describe node).",
  };
}
