/** What `node-transaction --json` says of nodes. */
import { expect } from "vitest";
import type { NodeReport, NodeTransactionOutput } from "../../../src/domain/nodeTransaction.ts";
import type { RunningCommand } from "../cli/aProcess.ts";

/** Of the one line that stdout has. */
export function reportsOf(command: RunningCommand): NodeReport[] {
  const lines = command.stdout().trim().split("\n");
  expect(lines).toHaveLength(1);
  return (JSON.parse(lines[0] ?? "") as NodeTransactionOutput).nodes;
}

export function state(nri: { nriEffective: boolean; nriListening: boolean }): unknown {
  return { ...nri, containerdVersion: "1.7.34", configSha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string };
}

/** A node on which NRI was off. */
export function changed(name: string): unknown {
  return {
    name,
    before: state({ nriEffective: false, nriListening: false }),
    after: state({ nriEffective: true, nriListening: true }),
    changed: true,
    restarted: true,
    memlock: RAISED,
  };
}

/** A node on which it was on. */
export function unchanged(name: string): unknown {
  const isOn = state({ nriEffective: true, nriListening: true });
  return { name, before: isOn, after: isOn, changed: false, restarted: false, memlock: RAISED };
}

const RAISED = {
  status: "passed",
  root: { soft: "unlimited", hard: "unlimited" },
  nonRoot: { soft: "unlimited", hard: "unlimited" },
  control: { soft: "65536", hard: "8388608" },
};
