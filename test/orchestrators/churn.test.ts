/** Pools whose nodes come, go and are re-imaged while a run works on them. */
import { describe, expect, it } from "vitest";
import type { NodeRef } from "../../src/domain/nodeRef.ts";
import { DEFAULT_PACING } from "../../src/domain/pacing.ts";
import type { NodeDecision, PoolNodes, StepInput } from "../../src/domain/steps.ts";
import { aRequest } from "../support/preparationRequests.ts";
import { aFinding } from "./findings.ts";
import { type FinishedRun, runPreparation } from "./scriptedRun.ts";
import { GOOD_STEPS, nodesOf, readyVerdict, type StepScript } from "./scriptedSteps.ts";

const TWO_NODES = aRequest([{ name: "a100", count: 2 }]);
const [staying, leaving] = nodesOf("a100", 2) as [NodeRef, NodeRef];
const subject = `node/${leaving.name}`;
const replacement: NodeRef = { ...leaving, uid: "uid-new", bootId: "boot-new" };
const another: NodeRef = { ...leaving, name: `${leaving.name}-new`, uid: "uid-another" };

/** The pool's nodes as a list shows them, all in order. */
function showing(nodes: readonly NodeRef[], { wanted, withNodes }: StepInput<"readPoolNodes">): PoolNodes {
  const counts = { joined: nodes.length, ready: nodes.length, settled: nodes.length };
  const isSettled = withNodes !== undefined || nodes.length >= wanted;
  return { ...counts, lacks: {}, trouble: [], ...(isSettled ? { nodes: [...nodes], stragglers: [] } : {}) };
}

/** A pool of two nodes, which changes once the first of them have been prepared. */
function aPoolThatBecomes(nodes: readonly NodeRef[], script: StepScript = {}): StepScript {
  let hasChanged = false;
  return {
    readPoolNodes: (input) => showing(hasChanged ? nodes : [staying, leaving], input),
    collectPatches: (input, call) => {
      hasChanged = true;
      return (script.collectPatches ?? GOOD_STEPS.collectPatches)(input, call);
    },
    ...(script.startPatch === undefined ? {} : { startPatch: script.startPatch }),
  };
}

const patchedIn = ({ callsOf }: FinishedRun) => callsOf("startPatch").map(({ input }) => input.node.uid);
const verifiedIn = ({ callsOf }: FinishedRun) => callsOf("checkNodes").flatMap(({ input }) => input.nodes);

describe("a node that is re-imaged after it was prepared", () => {
  it("is prepared anew in a further round, and the run is ready with a warning", async () => {
    const run = await runPreparation({ request: TWO_NODES, script: aPoolThatBecomes([staying, replacement]) });
    expect(run.record).toMatchObject({ verdict: "ready", findings: [{ code: "NodeReplaced", subject }] });
    expect(patchedIn(run)).toEqual([staying.uid, leaving.uid, replacement.uid]);
    expect(verifiedIn(run)).toEqual([staying, replacement]);
  });

  it("takes what was found on the machine before with it", async () => {
    const broken = aFinding({ code: "NriPatchFailed", subject });
    const collectPatches: StepScript["collectPatches"] = ({ nodes }) => ({
      pending: [],
      results: nodes.map((node) =>
        node.uid === leaving.uid
          ? { kind: "failed", node, finding: broken }
          : { kind: "patched", node, edited: true, restarted: true },
      ),
    });
    const script = aPoolThatBecomes([staying, replacement], { collectPatches });
    const { record } = await runPreparation({ request: TWO_NODES, script });
    expect(record.findings.map(({ code }) => code)).toEqual(["NodeReplaced"]);
    expect(record.verdict).toBe("ready");
  });

  it("keeps what is found on the new one", async () => {
    const broken = aFinding({ code: "NriPatchFailed", subject });
    const collectPatches: StepScript["collectPatches"] = ({ nodes }) => ({
      pending: [],
      results: nodes.map((node) =>
        node.uid === replacement.uid
          ? { kind: "failed", node, finding: broken }
          : { kind: "patched", node, edited: true },
      ),
    });
    const script = aPoolThatBecomes([staying, replacement], { collectPatches });
    const { record } = await runPreparation({ request: TWO_NODES, script });
    expect(record.findings).toMatchObject([broken, { code: "NodeReplaced" }]);
    expect(record.verdict).toBe("notReady");
  });
});

describe("a node that leaves", () => {
  it("and is made up for: the new one is prepared", async () => {
    const run = await runPreparation({ request: TWO_NODES, script: aPoolThatBecomes([staying, another]) });
    expect(run.record).toMatchObject({ verdict: "ready", findings: [{ code: "NodeLost", severity: "warn", subject }] });
    expect(patchedIn(run)).toContain(another.uid);
  });

  it("for good: another is waited for, not for ever, and the pool that lacks a node is named", async () => {
    const { record, calls } = await runPreparation({ request: TWO_NODES, script: aPoolThatBecomes([staying]) });
    expect(record.verdict).toBe("notReady");
    expect(record.findings.map(({ code }) => code)).toEqual(["NodeLost", "PoolFailed"]);
    const patchedAt = calls.find(({ step }) => step === "collectPatches")?.at ?? 0;
    const verifiedAt = calls.find(({ step }) => step === "checkPools")?.at ?? 0;
    const patience = DEFAULT_PACING.replacementDeadlineSeconds;
    expect(verifiedAt - patchedAt).toBeGreaterThanOrEqual(patience);
    expect(verifiedAt - patchedAt).toBeLessThan(patience + 2 * DEFAULT_PACING.longestPollSeconds);
  });

  it("while its turn in the waves comes: the others get theirs", async () => {
    const { record, callsOf } = await runPreparation({
      request: TWO_NODES,
      script: {
        startPatch: ({ node, mayDisturb }) => {
          if (!mayDisturb) return { kind: "busy" };
          return node.uid === staying.uid ? { kind: "gone", gone: "left" } : { kind: "started" };
        },
      },
    });
    expect(record).toMatchObject({
      verdict: "ready",
      findings: [{ code: "NodeLost", subject: `node/${staying.name}` }],
    });
    expect(callsOf("collectPatches").at(-1)?.input.nodes).toEqual([leaving]);
  });

  it("while it is verified: what is there is judged", async () => {
    const { record } = await runPreparation({
      request: TWO_NODES,
      script: {
        readPoolNodes: (input) => showing([staying, leaving, another], input),
        checkNodes: ({ nodes }) => ({
          pending: [],
          results: nodes.map((node) =>
            node.uid === leaving.uid
              ? {
                  ...readyVerdict(node),
                  ready: false,
                  gone: "left",
                  findings: [aFinding({ code: "NodeLost", severity: "warn" })],
                }
              : readyVerdict(node),
          ),
        }),
      },
    });
    expect(record).toMatchObject({ verdict: "ready", findings: [{ code: "NodeLost" }], pools: [{ ready: 2 }] });
  });
});

describe("a pool with an autoscaler", () => {
  const AUTOSCALED = aRequest([{ name: "a100", count: 2, autoscale: { min: 0, max: 4 } }]);
  const scaledTo = (nodes: readonly NodeRef[]): StepScript => {
    const script = aPoolThatBecomes(nodes);
    return {
      ...script,
      readPoolNodes: (input, call) => {
        const found = (script.readPoolNodes ?? GOOD_STEPS.readPoolNodes)(input, call);
        return { ...found, wanted: found.joined };
      },
    };
  };

  it("that takes a node away is not waited for, and is ready with what is left", async () => {
    const { record, calls } = await runPreparation({ request: AUTOSCALED, script: scaledTo([staying]) });
    expect(record).toMatchObject({
      verdict: "ready",
      findings: [{ code: "NodeLost" }],
      pools: [{ wanted: 1, ready: 1 }],
    });
    expect(calls.at(-1)?.at).toBeLessThan(DEFAULT_PACING.replacementDeadlineSeconds);
  });

  it("that adds a node gets it prepared and verified", async () => {
    const run = await runPreparation({ request: AUTOSCALED, script: scaledTo([staying, leaving, another]) });
    expect(run.record).toMatchObject({ verdict: "ready", findings: [], pools: [{ wanted: 3, ready: 3 }] });
    expect(patchedIn(run)).toEqual([staying.uid, leaving.uid, another.uid]);
  });

  it("that takes all away is not ready: nothing was seen", async () => {
    const { record } = await runPreparation({ request: AUTOSCALED, script: scaledTo([]) });
    expect(record.verdict).toBe("notReady");
    expect(record.findings).toContainEqual(expect.objectContaining({ code: "NoNodesMatched", subject: "pool/a100" }));
  });
});

describe("a pool that never comes to rest", () => {
  it("is looked through a few times only; each round has ids of its own", async () => {
    let look = 0;
    const run = await runPreparation({
      request: TWO_NODES,
      script: {
        readPoolNodes: (input) => {
          if (input.withNodes === "joined") look += 1;
          return showing([staying, { ...leaving, uid: `uid-${look}`, bootId: `boot-${look}` }], input);
        },
        collectProbes: ({ nodes }) => ({
          pending: [],
          results: nodes.map((node): NodeDecision => ({ kind: "effective", node })),
        }),
      },
    });
    expect(run.record.findings.map(({ code }) => code)).toEqual(["NodeReplaced"]);
    const rounds = run.host.inspect.instances().filter(({ instanceId }) => instanceId.includes(":nodes:a100:"));
    expect(rounds.length).toBe(4);
    expect(Math.max(...rounds.map(({ instanceId }) => instanceId.length))).toBeLessThanOrEqual(100);
  });
});
