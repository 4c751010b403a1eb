/** L3: what is concluded from what a pod saw. */
import { describe, expect, it } from "vitest";
import { deviceAsk, devicesWanted } from "../../src/domain/devices.ts";
import type { KubernetesObject } from "../../src/domain/kubernetesObject.ts";
import { memlockProof } from "../../src/domain/nodeTransaction.ts";
import { noProof, type Proof, readProof, type Sight } from "../../src/domain/proof.ts";
import { proofChecks, proofFindings } from "../../src/domain/proofChecks.ts";
import { aNode, anExpectation } from "../support/nodes.ts";
import { A100 } from "../support/requests.ts";

const UNLIMITED = { soft: "unlimited", hard: "unlimited" };
const SMALL = { soft: "65536", hard: "8388608" };

function seen(changes: Partial<Extract<Sight, { kind: "seen" }>> = {}): Sight {
  return { kind: "seen", memlock: UNLIMITED, gpus: 0, uverbs: 0, ...changes };
}

function aProof(changes: Partial<Proof> = {}): Proof {
  return { root: seen({ gpus: 8, uverbs: 8 }), nonRoot: seen(), control: seen({ memlock: SMALL }), ...changes };
}

const checksOf = (proof: Proof, expectation = anExpectation()) => proofChecks(proof, expectation);
const statusOf = (proof: Proof, expectation = anExpectation()) =>
  Object.fromEntries(checksOf(proof, expectation).map(({ name, status }) => [name, status]));
const findingsOf = (proof: Proof) => proofFindings("n", checksOf(proof));

describe("what a pod saw", () => {
  it("passes when it has all that it asked for, and says what a pod without the annotation has", () => {
    expect(new Set(Object.values(statusOf(aProof())))).toEqual(new Set(["passed"]));
    expect(checksOf(aProof())[0]?.reason).toBe("without the annotation: 65536 bytes soft, 8388608 bytes hard");
    expect(findingsOf(aProof())).toEqual([]);
  });

  it("passes, and says so, where the limit is unlimited without the annotation too", () => {
    const [check] = checksOf(aProof({ control: seen() }));
    expect(check).toMatchObject({ status: "passed", reason: expect.stringContaining("unlimited already") as string });
  });

  it.each<[what: string, proof: Proof, who: string]>([
    ["as root", aProof({ root: seen({ memlock: SMALL, gpus: 8, uverbs: 8 }) }), "as root: 65536 bytes soft"],
    ["as another user", aProof({ nonRoot: seen({ memlock: SMALL }) }), "as another user: 65536 bytes soft"],
    ["in its soft limit alone", aProof({ nonRoot: seen({ memlock: { ...UNLIMITED, soft: "65536" } }) }), "another"],
    ["since it was not started", aProof({ nonRoot: { kind: "notStarted", reason: "not permitted" } }), "not permitted"],
  ])("is one finding when the limit is not raised %s", (_what, proof, who) => {
    const findings = findingsOf(proof);
    expect(findings).toMatchObject([{ code: "MemlockNotRaised", severity: "fail", subject: "node/n" }]);
    expect(findings[0]?.found).toContain(`expected unlimited, measured`);
    expect(findings[0]?.found).toContain(who);
  });

  it("is one finding when the limit is raised for nobody", () => {
    const nobody = aProof({ root: seen({ memlock: SMALL, gpus: 8, uverbs: 8 }), nonRoot: seen({ memlock: SMALL }) });
    expect(findingsOf(nobody).map(({ code }) => code)).toEqual(["MemlockNotRaised"]);
  });

  it("names devices that are missing, expected and measured", () => {
    expect(findingsOf(aProof({ root: seen({ gpus: 7, uverbs: 8 }) }))).toMatchObject([
      { code: "GpuCountMismatch", found: "gpusInPod: expected 8 GPUs, measured 7 GPUs" },
    ]);
    expect(findingsOf(aProof({ root: seen({ gpus: 8 }) }))).toMatchObject([
      { code: "RdmaCountMismatch", found: "infinibandInPod: expected 8 uverbs devices, measured 0 uverbs devices" },
    ]);
  });

  it("leaves the devices unknown that were not asked for, and says why once", () => {
    const proof = aProof({ root: seen(), noDevices: "5 of 8 are free" });
    expect(statusOf(proof)).toEqual({
      memlockRoot: "passed",
      memlockNonRoot: "passed",
      gpusInPod: "unknown",
      infinibandInPod: "unknown",
    });
    expect(findingsOf(proof)).toMatchObject([
      {
        code: "NodeUnverified",
        found: expect.stringContaining("gpusInPod and infinibandInPod unknown: 5 of 8") as string,
      },
    ]);
  });

  it("is unknown, never failed, when no pod brought a result", () => {
    expect(new Set(Object.values(statusOf(noProof("evicted"))))).toEqual(new Set(["unknown"]));
    expect(findingsOf(noProof("evicted")).map(({ code }) => code)).toEqual(["NodeUnverified"]);
  });

  it("needs no InfiniBand on a size without", () => {
    expect(statusOf(aProof({ root: seen({ gpus: 1 }) }), anExpectation(A100))).toMatchObject({
      gpusInPod: "passed",
      infinibandInPod: "notApplicable",
    });
  });
});

describe("a proof's pod", () => {
  const pod: KubernetesObject = { apiVersion: "v1", kind: "Pod", metadata: { name: "p" } };
  const message = "memlockSoft=unlimited\nmemlockHard=unlimited\ngpus=8\nuverbs=8\n";
  const ended = (exitCode: number, text: string, reason = "") => ({ exitCode, message: text, reason });
  const rootOf = (end: ReturnType<typeof ended>) => readProof(pod, new Map([["root", end]])).root;

  it("is read by its containers' names", () => {
    const proof = readProof(pod, new Map([["non-root", ended(0, message)]]));
    expect(proof.nonRoot).toEqual(seen({ gpus: 8, uverbs: 8 }));
    expect(proof.root.kind).toBe("unseen");
  });

  it("tells a container that was not started from one that failed or left nothing", () => {
    expect(rootOf(ended(128, "operation not permitted", "StartError")).kind).toBe("notStarted");
    expect(rootOf(ended(2, message, "Error"))).toEqual({
      kind: "unseen",
      reason: expect.stringContaining("code 2") as string,
    });
    for (const text of ["", "memlockSoft=\n", message.replace("=8", "=eight"), message.slice(0, 30)]) {
      expect(rootOf(ended(0, text)).kind).toBe("unseen");
    }
  });
});

describe("the devices that a proof asks for", () => {
  const held = (limits: Record<string, string>, kind: "containers" | "initContainers" = "containers") => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "vllm", namespace: "llm" },
    spec: { containers: [], [kind]: [{ name: "c", resources: { limits } }] },
  });

  it("are all of the node's GPUs and one share of RDMA, when all are free", () => {
    const ask = deviceAsk(aNode(), [], anExpectation());
    expect(devicesWanted(ask)).toEqual({ "nvidia.com/gpu": "8", "rdma/ib": "1" });
    expect(
      devicesWanted(deviceAsk(aNode({ allocatable: { "nvidia.com/gpu": "1" } }), [], anExpectation(A100))),
    ).toEqual({ "nvidia.com/gpu": "1" });
  });

  it("are none when somebody holds one of them, who is named", () => {
    for (const pod of [held({ "nvidia.com/gpu": "1" }), held({ "nvidia.com/gpu": "1" }, "initContainers")]) {
      const ask = deviceAsk(aNode(), [pod], anExpectation());
      expect(ask).toMatchObject({ kind: "none", reason: expect.stringContaining("held by llm/vllm") as string });
      expect(devicesWanted(ask)).toEqual({});
    }
  });

  it("are all as long as one share of RDMA is left", () => {
    expect(deviceAsk(aNode(), [held({ "rdma/ib": "7" })], anExpectation()).kind).toBe("all");
    expect(deviceAsk(aNode(), [held({ "rdma/ib": "8" })], anExpectation()).kind).toBe("none");
  });
});

describe("the memlock part of a node transaction", () => {
  it("passes only when both users have it, and shows what each had", () => {
    expect(memlockProof(aProof())).toEqual({ status: "passed", root: UNLIMITED, nonRoot: UNLIMITED, control: SMALL });
    expect(memlockProof(aProof({ nonRoot: seen({ memlock: SMALL }) }))).toMatchObject({
      status: "failed",
      nonRoot: SMALL,
    });
    expect(memlockProof(noProof("evicted"))).toEqual({
      ...{ status: "unknown", root: null, nonRoot: null, control: null, reason: "evicted" },
    });
  });
});
