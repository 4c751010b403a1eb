/** Findings for scripts. */
import type { Finding } from "../../src/domain/findings.ts";

export function aFinding(changes: Partial<Finding> = {}): Finding {
  return {
    code: "PoolFailed",
    severity: "fail",
    subject: "cluster",
    found: "something was wrong",
    action: "Mend it.",
    ...changes,
  };
}
