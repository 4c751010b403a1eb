/** L3: only nodes that passed L2 are proven, a proof that fails takes nothing away, and nobody is waited for. */
import { describe, expect, it } from "vitest";
import type { DeviceAsk } from "../../src/domain/devices.ts";
import type { PreparationRequest } from "../../src/domain/request.ts";
import type { StepInput } from "../../src/domain/steps.ts";
import { aRequest } from "../support/preparationRequests.ts";
import { aFinding } from "./findings.ts";
import { runPreparation } from "./scriptedRun.ts";
import { fail, GOOD_STEPS, readyVerdict, type StepScript } from "./scriptedSteps.ts";

const NODES = 3;
const wanted: PreparationRequest = {
  ...aRequest([{ name: "a100", count: NODES }]),
  verify: { level: "L3" },
};

/** Verified to L2, and no more than that. */
const verified: NonNullable<StepScript["checkNodes"]> = ({ nodes, level }) => ({
  pending: [],
  results: nodes.map((node) => ({ ...readyVerdict(node), ready: level === "L2" })),
});

const prove = (script: StepScript = {}) =>
  runPreparation({ request: wanted, script: { checkNodes: verified, ...script } });

describe("a request for L3", () => {
  it("ends ready at L3 with a proven pod contract, with one proof for each node and none before L2", async () => {
    const { record, callsOf, calls } = await prove();
    expect(record).toMatchObject({ verdict: "ready", level: "L3", podContract: { proven: true } });
    expect(callsOf("startProof")).toHaveLength(NODES);
    const steps = calls.map(({ step }) => step);
    expect(steps.lastIndexOf("checkNodes")).toBeLessThan(steps.indexOf("startProof"));
  });

  it("makes no proof when it is for L2", async () => {
    const { record, callsOf } = await runPreparation();
    expect(record).toMatchObject({ verdict: "ready", level: "L2", podContract: { proven: false } });
    expect(callsOf("startProof")).toEqual([]);
  });

  it("proves the nodes that have passed L2, and only those", async () => {
    const finding = aFinding({ code: "GpuCountMismatch" });
    const { record, callsOf } = await prove({
      checkNodes: (input, call) => {
        const { results, pending } = verified(input, call);
        const [first, ...others] = results;
        return {
          pending,
          results: first === undefined ? [] : [{ ...first, level: "L0", findings: [finding] }, ...others],
        };
      },
    });
    expect(callsOf("startProof")).toHaveLength(NODES - 1);
    expect(record).toMatchObject({ verdict: "notReady", level: "L0", pools: [{ ready: NODES - 1 }] });
    expect(record.findings).toEqual([finding]);
  });

  it("waits for the ulimit adjuster, but not for ever", async () => {
    let looks = 0;
    const { record, callsOf } = await prove({
      readUlimitAdjuster: ({ nodes }) => {
        looks += 1;
        return { unserved: looks < 3 ? nodes.map((node) => ({ node, reason: "no pod" })) : [] };
      },
    });
    expect(record.level).toBe("L3");
    expect(callsOf("readUlimitAdjuster")).toHaveLength(3);
    const never = await prove({
      readUlimitAdjuster: ({ nodes }) => ({ unserved: nodes.map((node) => ({ node, reason: "no pod" })) }),
    });
    expect(never.callsOf("startProof")).toHaveLength(NODES);
  });

  it("asks for no devices after somebody came first, or when it cannot be seen who has them", async () => {
    const asks: DeviceAsk[] = [];
    const note = ({ devices }: StepInput<"startProof">) => {
      asks.push(devices);
      return {};
    };
    await prove({
      startProof: note,
      collectProofs: (input, call) =>
        input.attempt === 1
          ? {
              pending: input.nodes.map((node) => ({ node, reason: "OutOfcpu", lost: true, rejected: true as const })),
              results: [],
            }
          : GOOD_STEPS.collectProofs(input, call),
    });
    expect(asks.map(({ kind }) => kind)).toEqual([
      ...Array<string>(NODES).fill("all"),
      ...Array<string>(NODES).fill("none"),
    ]);
    expect(asks.at(-1)).toMatchObject({ reason: expect.stringContaining("OutOfcpu") as string });

    asks.length = 0;
    await prove({ startProof: note, readFreeDevices: () => fail({ retry: "never", message: "pods are forbidden" }) });
    expect(asks[0]).toEqual({ kind: "none", reason: "pods are forbidden" });
  });

  it("keeps what was proven before when the proofs cannot be looked at", async () => {
    const { record, callsOf } = await prove({
      collectProofs: () => fail({ retry: "never", message: "no answer" }),
    });
    expect(record).toMatchObject({ level: "L2", verdict: "notReady" });
    expect(callsOf("checkProofs").flatMap(({ input }) => input.unproven.map(({ reason }) => reason))).toEqual(
      Array<string>(NODES).fill("no answer"),
    );
  });
});
