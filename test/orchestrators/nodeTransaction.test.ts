/** The node part alone: what it reports of each node, whatever fails on the way. */
import { describe, expect, it } from "vitest";
import type { NodeRef } from "../../src/domain/nodeRef.ts";
import type { NodeTransactionInput, NodeTransactionOutput } from "../../src/domain/nodeTransaction.ts";
import type { NriState } from "../../src/domain/nriState.ts";
import { ORCHESTRATIONS } from "../../src/domain/orchestrations.ts";
import type { NodeDecision, StepInput } from "../../src/domain/steps.ts";
import { aRequest } from "../support/preparationRequests.ts";
import { aFinding } from "./findings.ts";
import { aScriptedApp, PREPARATION_ID, type StepCall, startHost } from "./scriptedRun.ts";
import { fail, type StepScript } from "./scriptedSteps.ts";

const OFF: NriState = { nriEffective: false, nriListening: false, containerdVersion: "1.7.34", configSha256: "old" };
const ON: NriState = { nriEffective: true, nriListening: true, containerdVersion: "1.7.34", configSha256: "new" };

function stillOff(node: NodeRef): NodeDecision {
  return { kind: "patch", node, nri: OFF, oldSha256: "old", newSha256: "new", configMap: "config" };
}

/** Off at the first look, on at the second. */
const SWITCHED: StepScript = {
  collectProbes: ({ nodes, purpose }) => ({
    pending: [],
    results: nodes.map((node) => (purpose === "probe" ? stillOff(node) : { kind: "effective", node, nri: ON })),
  }),
  collectPatches: ({ nodes }) => ({
    pending: [],
    results: nodes.map((node) => ({ kind: "patched", node, edited: true, restarted: true })),
  }),
};

const containing = (text: string) => expect.stringContaining(text) as string;

async function runTransaction(nodes: string[], script: StepScript) {
  const scripted = await aScriptedApp({ ...SWITCHED, ...script });
  const host = await startHost(scripted, ":memory:");
  const input: NodeTransactionInput = { transactionId: PREPARATION_ID, cluster: aRequest().cluster, nodes };
  const url = `/durabletask/orchestrators/${ORCHESTRATIONS.nodeTransaction}/node-transaction-1`;
  await host.request({ method: "POST", url, body: input });
  const { status, output } = await host.finished("node-transaction-1");
  expect(status).toBe("Completed");
  return {
    output: JSON.parse(output ?? "") as NodeTransactionOutput,
    steps: scripted.calls.map(({ step }) => step),
    inputsOf: <N extends StepCall["step"]>(step: N) =>
      scripted.calls.filter((call) => call.step === step).map((call) => call.input as StepInput<N>),
  };
}

describe("a node transaction", () => {
  it("probes, patches, brings the adjuster to the nodes, probes again, and tidies up after itself alone", async () => {
    const { output, steps, inputsOf } = await runTransaction(["b", "a"], {});
    expect(output.nodes).toMatchObject([
      { name: "b", before: OFF, after: ON, changed: true, restarted: true },
      { name: "a", before: OFF, after: ON, changed: true, restarted: true },
    ]);
    expect(output.nodes.map(({ error }) => error)).toEqual([undefined, undefined]);
    expect(output.findings).toEqual([]);
    expect([...new Set(steps)]).toEqual([
      ...["readNamedNodes", "openRun", "startProbe", "collectProbes", "startPatch", "collectPatches"],
      ...["ensureUlimitAdjuster", "readUlimitAdjuster", "startProof", "collectProofs", "removeCordons", "closeRun"],
    ]);
    expect(inputsOf("ensureUlimitAdjuster")).toMatchObject([{ nodes: ["b", "a"] }]);
    expect(inputsOf("closeRun")).toMatchObject([{ keepInstaller: true }]);
  });

  it("touches nothing when no node of the names is there", async () => {
    const { output, steps } = await runTransaction(["ghost"], {
      readNamedNodes: ({ names }) => ({ nodes: [], missing: names, tolerations: [] }),
    });
    expect(output.nodes).toMatchObject([{ name: "ghost", before: null, error: containing("NodeLost") }]);
    expect(steps).toEqual(["readNamedNodes"]);
  });

  it("takes nodes with workloads one by one and stops at the first that fails", async () => {
    const { output, inputsOf } = await runTransaction(["a", "b"], {
      startPatch: ({ mayDisturb }) => ({ kind: mayDisturb ? "started" : "busy" }),
      collectPatches: ({ nodes }) => ({
        pending: [],
        results: nodes.map((node) => ({
          ...{ kind: "failed", node, restarted: true },
          finding: aFinding({ code: "NriPatchRolledBack", subject: `node/${node.name}` }),
        })),
      }),
      collectProbes: ({ nodes }) => ({ pending: [], results: nodes.map(stillOff) }),
    });
    expect(inputsOf("startPatch").map(({ node, mayDisturb }) => `${node.name} ${mayDisturb}`)).toEqual([
      ...["a false", "b false", "a true"],
    ]);
    expect(inputsOf("uncordonNode").map(({ node }) => node.name)).toEqual(["a"]);
    expect(inputsOf("ensureUlimitAdjuster")).toEqual([]);
    expect(output.nodes).toMatchObject([
      { name: "a", changed: false, restarted: true, error: containing("NriPatchRolledBack: ") },
      { name: "b", changed: false, restarted: false, error: containing("not attempted") },
    ]);
  });

  it("keeps what was done when a later step fails, and closes the run all the same", async () => {
    const { output, steps } = await runTransaction(["a"], {
      ensureUlimitAdjuster: () => fail({ code: "Forbidden", retry: "never", message: "daemonsets are forbidden" }),
    });
    expect(output.nodes).toMatchObject([{ before: OFF, after: ON, changed: true }]);
    expect(output.findings).toMatchObject([{ found: containing("daemonsets are forbidden") }]);
    expect(steps.at(-1)).toBe("closeRun");
  });

  it("explains every node by what went wrong for all of them", async () => {
    const { output, steps } = await runTransaction(["a", "b"], {
      openRun: () => fail({ code: "Forbidden", retry: "never", message: "namespaces are forbidden" }),
    });
    const error = containing("namespaces are forbidden");
    expect(output.nodes).toMatchObject([
      { before: null, after: null, error },
      { before: null, after: null, error },
    ]);
    expect(steps).toEqual(["readNamedNodes", "openRun"]);
  });
});
