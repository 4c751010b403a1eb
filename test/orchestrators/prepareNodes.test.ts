/** Nodes in rounds and waves: lost pods are repeated, running ones never doubled, workloads disturbed a few at a time. */
import { describe, expect, it } from "vitest";
import type { NodeRef } from "../../src/domain/nodeRef.ts";
import { failed } from "../../src/domain/outcome.ts";
import { DEFAULT_PACING } from "../../src/domain/pacing.ts";
import type { PatchResult, PendingNode, StepInput } from "../../src/domain/steps.ts";
import { aRequest } from "../support/preparationRequests.ts";
import { aFinding } from "./findings.ts";
import { runPreparation } from "./scriptedRun.ts";
import { fail, GOOD_STEPS, nodesOf, type StepScript } from "./scriptedSteps.ts";

const nodesOfPool = (count: number) => aRequest([{ name: "a100", count }]);
const names = (nodes: readonly NodeRef[]) => nodes.map(({ name }) => name.slice(-1)).join("");
const lost = (node: NodeRef): PendingNode => ({ node, reason: "pod evicted", lost: true });
const running = (node: NodeRef): PendingNode => ({ node, reason: "pod is Running", lost: false });
const patched = (node: NodeRef): PatchResult => ({ kind: "patched", node, edited: true });
const rolledBack = (node: NodeRef): PatchResult => ({
  kind: "failed",
  node,
  finding: aFinding({ code: "NriPatchRolledBack", subject: `node/${node.name}` }),
});

describe("probes", () => {
  it("that were lost are repeated under a new attempt, only they", async () => {
    const { record, callsOf } = await runPreparation({
      request: nodesOfPool(3),
      script: {
        collectProbes: (input, call) => {
          if (input.attempt > 1) return GOOD_STEPS.collectProbes(input, call);
          const { results } = GOOD_STEPS.collectProbes({ ...input, nodes: input.nodes.slice(1) }, call);
          return { pending: input.nodes.slice(0, 1).map(lost), results };
        },
      },
    });
    const probes = callsOf("startProbe").filter(({ input }) => input.purpose === "probe");
    expect(probes.map(({ input }) => `${input.node.name.slice(-1)}/${input.attempt}`)).toEqual([
      "0/1",
      "1/1",
      "2/1",
      "0/2",
    ]);
    expect(record).toMatchObject({ verdict: "ready", changes: { nodes: 3 } });
  });

  it("that are lost three times name their node; the others are prepared", async () => {
    const { record, callsOf } = await runPreparation({
      request: nodesOfPool(2),
      script: {
        collectProbes: (input, call) => {
          const bad = input.nodes.filter(({ name }) => name.endsWith("1"));
          const good = input.nodes.filter((node) => !bad.includes(node));
          return { ...GOOD_STEPS.collectProbes({ ...input, nodes: good }, call), pending: bad.map(lost) };
        },
      },
    });
    expect(callsOf("collectProbes").map(({ input }) => input.attempt)).toEqual([1, 2, 3]);
    expect(record.findings).toMatchObject([
      { code: "NriPatchFailed", found: expect.stringContaining("pod evicted") as string },
    ]);
    expect(record.changes.nodes).toBe(1);
  });

  it("that still run at their deadline are given up, and no second pod is put beside them", async () => {
    const { record, callsOf, calls } = await runPreparation({
      script: { collectProbes: ({ nodes, final }) => ({ pending: nodes.map(running), results: final ? [] : [] }) },
    });
    expect(callsOf("startProbe").filter(({ input }) => input.purpose === "probe")).toHaveLength(1);
    expect(callsOf("collectProbes").filter(({ input }) => input.final)).toHaveLength(1);
    expect(record.findings).toMatchObject([{ found: expect.stringContaining("pod is Running") as string }]);
    const startedAt = calls.find(({ step }) => step === "startProbe")?.at ?? 0;
    const endedAt = calls.findLast(({ step }) => step === "collectProbes")?.at ?? 0;
    expect(endedAt - startedAt).toBeGreaterThan(DEFAULT_PACING.probeDeadlineSeconds);
  });

  it("are read with one call a chunk, however many nodes", async () => {
    const { callsOf } = await runPreparation({ request: nodesOfPool(120) });
    expect(callsOf("collectProbes").map(({ input }) => input.nodes.length)).toEqual([50, 50, 20]);
  });
});

describe("a node that needs nothing, and one that is refused", () => {
  it("are not patched; the refusal is a finding and stops nobody", async () => {
    const refusal = aFinding({ code: "NriUnsafeConfig" });
    const { record, callsOf } = await runPreparation({
      request: nodesOfPool(3),
      script: {
        collectProbes: (input, call) => {
          const [first, second, ...others] = input.nodes;
          if (first === undefined || second === undefined) throw new Error("three nodes were asked for");
          const { results } = GOOD_STEPS.collectProbes({ ...input, nodes: others }, call);
          return {
            pending: [],
            results: [
              { kind: "effective", node: first },
              { kind: "refused", node: second, finding: refusal },
              ...results,
            ],
          };
        },
      },
    });
    expect(callsOf("startPatch").map(({ input }) => input.node.name.slice(-1))).toEqual(["2"]);
    expect(record.findings).toEqual([refusal]);
    expect(record.changes.nodes).toBe(1);
  });
});

describe("patches that bring no result", () => {
  it("are repeated when their pod was lost, and count once", async () => {
    const { record, callsOf } = await runPreparation({
      script: {
        collectPatches: ({ nodes, attempt }) =>
          attempt === 1 ? { pending: nodes.map(lost), results: [] } : { pending: [], results: nodes.map(patched) },
      },
    });
    expect(callsOf("startPatch").map(({ input }) => input.attempt)).toEqual([1, 2]);
    expect(record).toMatchObject({ verdict: "ready", changes: { nodes: 1 } });
  });

  it("are never doubled while their pod may run: two patches at once could undo each other", async () => {
    const { callsOf } = await runPreparation({
      script: { collectPatches: ({ nodes }) => ({ pending: nodes.map(running), results: [] }) },
    });
    expect(callsOf("startPatch")).toHaveLength(1);
  });
});

describe("patches that find the file changed by somebody else", () => {
  const changed = (node: NodeRef): PatchResult => ({ kind: "changed", node, reason: "stage read: changed" });

  it("give them time, read the file again and decide anew, for those nodes only", async () => {
    const { record, callsOf } = await runPreparation({
      request: nodesOfPool(3),
      script: {
        collectPatches: ({ nodes, attempt }) => ({
          pending: [],
          results: nodes.map((node) => (attempt === 1 && node.name.endsWith("1") ? changed(node) : patched(node))),
        }),
      },
    });
    const probes = callsOf("startProbe").filter(({ input }) => input.purpose === "probe");
    expect(probes.slice(3).map(({ input }) => `${input.node.name.slice(-1)}/${input.attempt}`)).toEqual(["1/4"]);
    const patches = callsOf("startPatch");
    expect(patches.slice(3).map(({ input }) => `${input.node.name.slice(-1)}/${input.attempt}`)).toEqual(["1/4"]);
    expect((patches[3]?.at ?? 0) - (patches[2]?.at ?? 0)).toBeGreaterThanOrEqual(DEFAULT_PACING.rewriteWaitSeconds);
    expect(record).toMatchObject({ verdict: "ready", changes: { nodes: 3 } });
  });

  it("are done when the new file needs nothing", async () => {
    const { record, callsOf } = await runPreparation({
      script: {
        collectProbes: (input, call) =>
          input.attempt === 1
            ? GOOD_STEPS.collectProbes(input, call)
            : { pending: [], results: input.nodes.map((node) => ({ kind: "effective", node })) },
        collectPatches: ({ nodes }) => ({ pending: [], results: nodes.map(changed) }),
      },
    });
    expect(callsOf("startPatch")).toHaveLength(1);
    expect(record).toMatchObject({ verdict: "ready", changes: { nodes: 0 } });
  });

  it("give up after a while, with what was found", async () => {
    const { record, callsOf } = await runPreparation({
      script: { collectPatches: ({ nodes }) => ({ pending: [], results: nodes.map(changed) }) },
    });
    expect(callsOf("startPatch").map(({ input }) => input.attempt)).toEqual([1, 4, 7, 10]);
    expect(record.findings).toMatchObject([
      { code: "NriPatchFailed", found: expect.stringContaining("stage read: changed, and again") as string },
    ]);
  });
});

describe("nodes with workloads", () => {
  const busyUnlessAllowed = {
    startPatch: ({ mayDisturb }: StepInput<"startPatch">) =>
      mayDisturb ? { kind: "started" as const } : { kind: "busy" as const },
  };

  it("go in waves of maxUnavailable, each uncordoned before the next begins", async () => {
    const { record, calls } = await runPreparation({ request: nodesOfPool(8), script: busyUnlessAllowed });
    const story = calls.flatMap(({ step, input }) => {
      if (step === "startPatch" && (input as StepInput<"startPatch">).mayDisturb)
        return [`patch ${(input as StepInput<"startPatch">).node.name.slice(-1)}`];
      return step === "uncordonNode" ? [`uncordon ${(input as StepInput<"uncordonNode">).node.name.slice(-1)}`] : [];
    });
    expect(story).toEqual(
      ["01", "23", "45", "67"].flatMap((wave) => [
        ...[...wave].map((node) => `patch ${node}`),
        ...[...wave].map((node) => `uncordon ${node}`),
      ]),
    );
    expect(record).toMatchObject({ verdict: "ready", changes: { nodes: 8 } });
  });

  it("of all pools go together: maxUnavailable counts over the whole request, and every pool's other nodes come first", async () => {
    const isBusy = (node: NodeRef) => node.pool === "a100" || node.name.endsWith("0");
    const { record, calls } = await runPreparation({
      request: aRequest(
        [
          { name: "a100", count: 3 },
          { name: "b100", count: 5 },
        ],
        { rollout: { maxUnavailable: "25%" } },
      ),
      script: {
        startPatch: ({ node, mayDisturb }) => ({ kind: mayDisturb || !isBusy(node) ? "started" : "busy" }),
      },
    });
    const begun = new Set<string>();
    let most = 0;
    for (const { step, input } of calls) {
      const { node, mayDisturb } = input as Partial<StepInput<"startPatch">>;
      if (step === "startPatch" && mayDisturb === true) begun.add(node?.name ?? "");
      if (step === "uncordonNode") begun.delete(node?.name ?? "");
      most = Math.max(most, begun.size);
    }
    expect(most).toBe(2);
    const disturbing = ({ step, input }: (typeof calls)[number]) =>
      step === "startPatch" && (input as StepInput<"startPatch">).mayDisturb;
    const idle = calls.findLastIndex(
      ({ step, input }) => step === "startPatch" && !disturbing({ step, input } as never),
    );
    expect(calls.findIndex(disturbing)).toBeGreaterThan(idle);
    expect(record).toMatchObject({ verdict: "ready", changes: { nodes: 8 } });
    expect(record.timings.map(({ step }) => step)).toContain("patchBusyNodes");
  });

  it("are left alone when an edit failed in another pool; a pool that could not be made stops nobody", async () => {
    const run = (broken: StepScript) =>
      runPreparation({
        request: aRequest([{ name: "a100" }, { name: "bad" }]),
        script: {
          startPatch: ({ node, mayDisturb }) => ({
            kind: node.pool === "a100" && !mayDisturb ? "busy" : "started",
          }),
          ...broken,
        },
      });
    const rolledBackElsewhere = await run({
      collectPatches: ({ nodes }) => ({
        pending: [],
        results: nodes.map((node) => (node.pool === "bad" ? rolledBack(node) : patched(node))),
      }),
    });
    expect(rolledBackElsewhere.callsOf("startPatch").filter(({ input }) => input.mayDisturb)).toEqual([]);
    const notMade = await run({
      readNodePool: ({ pool }) =>
        pool === "bad" ? failed(aFinding({ code: "PoolFailed" })) : { kind: "done", value: null, changed: false },
    });
    expect(notMade.callsOf("startPatch").filter(({ input }) => input.mayDisturb)).toHaveLength(1);
  });

  it("are told of while they wait and in turn", async () => {
    const seen: unknown[] = [];
    await runPreparation({
      request: aRequest([{ name: "a100", count: 4 }], { rollout: { maxUnavailable: 2 } }),
      script: busyUnlessAllowed,
      onStatus: (_id, status) => {
        const { stage, waves } = JSON.parse(status) as { stage?: string; waves?: unknown };
        if (stage === "busyNodes" || waves !== undefined) seen.push(waves ?? stage);
      },
    });
    const wave = (prepared: number) => [{ pool: "a100", prepared, failed: 0, left: 4 - prepared }];
    const told = seen.map((what) => JSON.stringify(what));
    expect([...new Set(told)]).toEqual(["busyNodes", wave(0), wave(2), wave(4)].map((what) => JSON.stringify(what)));
  });

  it("are left alone when a wave fails: nothing more is disturbed, and each is named", async () => {
    const { record, callsOf } = await runPreparation({
      request: aRequest([{ name: "a100", count: 4 }], { rollout: { maxUnavailable: 1 } }),
      script: {
        ...busyUnlessAllowed,
        collectPatches: ({ nodes }) => ({
          pending: [],
          results: nodes.map((node) => (node.name.endsWith("1") ? rolledBack(node) : patched(node))),
        }),
      },
    });
    const disturbed = callsOf("startPatch")
      .filter(({ input }) => input.mayDisturb)
      .map(({ input }) => input.node);
    expect(names(disturbed)).toBe("01");
    expect(names(callsOf("uncordonNode").map(({ input }) => input.node))).toBe("01");
    expect(record.findings.map(({ code, found }) => [code, found.includes("not attempted")])).toEqual([
      ["NriPatchRolledBack", false],
      ["NriPatchFailed", true],
      ["NriPatchFailed", true],
    ]);
    expect(record.changes.nodes).toBe(1);
  });

  it("are left alone when the patch has failed on a node without workloads", async () => {
    const { record, callsOf } = await runPreparation({
      request: nodesOfPool(2),
      script: {
        startPatch: ({ node, mayDisturb }) =>
          node.name.endsWith("1") && !mayDisturb ? { kind: "busy" } : { kind: "started" },
        collectPatches: ({ nodes }) => ({ pending: [], results: nodes.map(rolledBack) }),
      },
    });
    expect(callsOf("startPatch").filter(({ input }) => input.mayDisturb)).toEqual([]);
    expect(record.findings.map(({ code }) => code)).toEqual(["NriPatchRolledBack", "NriPatchFailed"]);
  });

  it("are uncordoned also when their patches cannot be looked at any more", async () => {
    const { record, callsOf } = await runPreparation({
      script: {
        ...busyUnlessAllowed,
        collectPatches: (input, call) =>
          input.nodes.length > 0
            ? fail({ retry: "never", code: "ApiServerUnreachable" })
            : GOOD_STEPS.collectPatches(input, call),
      },
    });
    expect(callsOf("uncordonNode")).toHaveLength(1);
    expect(record.findings.map(({ code, subject }) => [code, subject])).toEqual([
      ["ApiServerUnreachable", "cluster"],
      ["NriPatchFailed", `node/${nodesOf("a100", 1)[0]?.name}`],
    ]);
  });

  it("that could not be uncordoned are named, with the command that does it", async () => {
    const { record } = await runPreparation({
      script: { ...busyUnlessAllowed, uncordonNode: () => fail({ retry: "never" }) },
    });
    expect(record.verdict).toBe("notReady");
    expect(record.findings[0]?.action).toContain("kubectl uncordon aks-a100-12345678-vmss000000");
  });
});

describe("a chunk that fails altogether", () => {
  it("leaves the other chunks' nodes prepared and counted", async () => {
    const { record } = await runPreparation({
      request: nodesOfPool(60),
      script: {
        collectProbes: (input, call) =>
          input.chunk.endsWith("-0")
            ? fail({ retry: "never", message: "no answer" })
            : GOOD_STEPS.collectProbes(input, call),
      },
    });
    expect(record.changes).toMatchObject({ arm: 1, nodes: 10 });
    expect(record.findings[0]?.found).toContain("no answer");
    expect(record.findings.filter(({ found }) => found.includes("nothing was changed on the node"))).toHaveLength(50);
  });
});
