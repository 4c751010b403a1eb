import { describe, expect, test } from "vitest";
import { runDemo } from "../../../local/demo/demo.ts";
import type { WorldOptions } from "../../../local/runningWorld.ts";
import { DEFAULT_SCENARIO, loadScenario } from "../../../local/scenarios/scenario.ts";
import { aTerminal } from "./aTerminal.ts";
import { aFinishedView, aNode, aRunningView } from "./aView.ts";
import { answer, aWorld, type TestWorld, type WorldAnswers } from "./aWorld.ts";

const FINDING = {
  code: "QuotaInsufficient" as const,
  severity: "block" as const,
  subject: "pool/h100",
  found: "192 vCPUs are wanted, 96 are left",
  action: "Ask for more.",
};

describe("the demo", () => {
  test("sends the scenario's request, follows the run to its end and exits with 0 when the cluster is ready", async () => {
    const demo = await play({ views: [aRunningView({ phase: "planning" }), aRunningView(), aFinishedView()] });
    expect(demo.exitCode).toBe(0);
    expect(demo.world.requests[0]).toEqual({
      method: "POST",
      path: "/api/preparations",
      body: loadScenario(DEFAULT_SCENARIO).request,
    });
    expect(demo.stdout.text()).toContain("[+00:00] planning: ");
    expect(demo.stdout.text()).toContain("[+00:05] preparing: ");
    expect(demo.stdout.text()).toContain("[+00:10] finished: ");
    expect(demo.stdout.text()).toContain("✓ ready  aks-llm-d");
    expect(demo.stderr.text()).toBe("");
  });

  test.each(["notReady", "blocked", "cancelled"] as const)("exits with 1 when the verdict is %s", async (verdict) => {
    const demo = await play({ views: [aFinishedView({ verdict, findings: [FINDING] })] });
    expect(demo.exitCode).toBe(1);
    expect(demo.stdout.text()).toContain("→ Ask for more.");
  });

  test("--json writes the whole record, every page of nodes, as the one line of stdout", async () => {
    const nodePages = [[aNode({ name: "n1" }), aNode({ name: "n2" })], [aNode({ name: "n3" })]];
    const demo = await play({ views: [aRunningView(), aFinishedView()], nodePages }, { json: true });
    const lines = demo.stdout.text().split("\n");
    expect(lines).toHaveLength(2);
    const record = JSON.parse(lines[0] ?? "") as Record<string, unknown>;
    expect(record).toMatchObject({ verdict: "ready", nodes: [{ name: "n1" }, { name: "n2" }, { name: "n3" }] });
    expect(Object.keys(record)).not.toEqual(expect.arrayContaining(["status"]));
    expect(Object.keys(record)).not.toEqual(expect.arrayContaining(["links"]));
    expect(demo.stderr.text()).toContain("[+00:00] preparing: ");
    expect(demo.stderr.text()).toContain("✓ ready");
  });

  test("a refused request shows every wrong field and exits with 2", async () => {
    const problems = [
      { path: "nodePools[0].vmSize", message: "not in the catalogue" },
      { path: "profile", message: "expected one of" },
    ];
    const body = { title: "The request cannot be carried out", detail: "both", action: "Correct it.", problems };
    const demo = await play({ start: answer(400, body) }, { json: true });
    expect(demo.exitCode).toBe(2);
    expect(demo.stderr.text()).toContain(
      "The request cannot be carried out.\n  nodePools[0].vmSize: not in the catalogue\n  profile: expected one of\nCorrect it.\n",
    );
    expect(JSON.parse(demo.stdout.text())).toEqual(body);
  });

  test("a start that is refused for what was found reads as a blocked run", async () => {
    const body = { title: "The plan has changed", detail: "the pool is gone", findings: [FINDING] };
    const demo = await play({ start: answer(409, body) }, { json: true });
    expect(demo.exitCode).toBe(1);
    expect(JSON.parse(demo.stdout.text())).toMatchObject({
      verdict: "blocked",
      findings: [{ code: FINDING.code }],
      changes: { arm: 0, kubernetes: 0, nodes: 0 },
    });
  });

  test("a run that ends without a record exits with 1 and says how far it had come and what the host reported", async () => {
    const view = aRunningView({ status: "failed", phase: "verifying", findings: [FINDING] });
    const demo = await play({ views: [view] }, { hostError: "replay diverged" });
    expect(demo.exitCode).toBe(1);
    expect(demo.stderr.text()).toBe(
      "Preparation 7f0c ended without a record while verifying.\n" +
        "  QuotaInsufficient pool/h100: 192 vCPUs are wanted, 96 are left\n  host: replay diverged\n",
    );
  });

  test("an answer that the API should never give fails the demo, with its text", async () => {
    const failing = play({ start: answer(500, "host fault") });
    await expect(failing).rejects.toThrow("POST /api/preparations answered 500: host fault");
  });

  test("leaves no running world behind, however it ends", async () => {
    const ready = await play({ views: [aFinishedView()] });
    expect(ready.world.isStopped()).toBe(true);
    const interrupted = setUp({ views: [aRunningView()] }, { abortAfterPolls: 3 });
    await expect(interrupted.exitCode).rejects.toThrow("enough");
    expect(interrupted.world.isStopped()).toBe(true);
  });

  test("on a person's terminal it redraws in place and gives the cursor back, interrupted too", async () => {
    const demo = setUp({ views: [aRunningView()] }, { abortAfterPolls: 3, isLive: true });
    await expect(demo.exitCode).rejects.toThrow("enough");
    expect(demo.stdout.text()).toContain("Lamplighter  aks-llm-d");
    expect(demo.stdout.writes.at(-1)).toBe("\u001b[?25h");
  });
});

interface Circumstances {
  json?: boolean;
  isLive?: boolean;
  hostError?: string;
  abortAfterPolls?: number;
}

function setUp(
  answers: WorldAnswers,
  { json = false, isLive = false, hostError, abortAfterPolls }: Circumstances = {},
) {
  const world: TestWorld = aWorld(answers);
  const stdout = aTerminal({ isLive });
  const stderr = aTerminal();
  const interruption = new AbortController();
  const startWorld = ({ log }: WorldOptions) => {
    if (hostError !== undefined) log?.({ at: 0, level: "error", source: "host", message: hostError });
    if (abortAfterPolls !== undefined) {
      world.clock.setTimer(world.clock.now() + abortAfterPolls * 5000 - 1, () =>
        interruption.abort(new Error("enough")),
      );
    }
    return Promise.resolve(world);
  };
  const scenario = loadScenario(DEFAULT_SCENARIO);
  const exitCode = runDemo(
    { scenario, speed: "virtual", json, dataFolder: "unused" },
    { startWorld, stdout, stderr, signal: interruption.signal },
  );
  return { exitCode, world, stdout, stderr };
}

async function play(answers: WorldAnswers, circumstances: Circumstances = {}) {
  const demo = setUp(answers, circumstances);
  return { ...demo, exitCode: await demo.exitCode };
}
