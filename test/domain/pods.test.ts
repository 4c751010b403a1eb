import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../src/domain/kubernetesObject.ts";
import { isWorkload, podEnds } from "../../src/domain/pods.ts";

function aPod(status: object, metadata: Partial<KubernetesObject["metadata"]> = {}): KubernetesObject {
  return { apiVersion: "v1", kind: "Pod", metadata: { name: "p", namespace: "default", ...metadata }, status };
}

const container = (state: object) => ({ containerStatuses: [{ state }] });
const ownedBy = (kind: string) => ({ ownerReferences: [{ apiVersion: "v1", kind, name: "o", uid: "u" }] });

describe("a pod that runs scripts", () => {
  it("has ended with the messages of all its containers, whatever its phase", () => {
    const ended = aPod({
      phase: "Failed",
      containerStatuses: [
        { name: "a", state: { terminated: { exitCode: 1, message: "result=refused", reason: "Error" } } },
        { name: "b", state: { terminated: { exitCode: 0, reason: "Completed" } } },
      ],
    });
    expect(podEnds(ended)).toEqual({
      kind: "ended",
      containers: new Map([
        ["a", { exitCode: 1, message: "result=refused", reason: "Error" }],
        ["b", { exitCode: 0, message: "", reason: "Completed" }],
      ]),
    });
  });

  it("has not ended while one container has not", () => {
    const half = aPod({
      phase: "Running",
      containerStatuses: [
        { name: "a", state: { terminated: { exitCode: 0 } } },
        { name: "b", state: { waiting: { reason: "CreateContainerError", message: "no" } } },
      ],
    });
    expect(podEnds(half)).toEqual({ kind: "pending", reason: "CreateContainerError: no" });
  });

  it("is lost when it never ran to its end, and says what it was waiting for", () => {
    expect(podEnds(aPod({ phase: "Failed", reason: "DeadlineExceeded" }))).toEqual({
      kind: "lost",
      reason: "DeadlineExceeded",
    });
    const waited = aPod({
      ...{ phase: "Failed", reason: "DeadlineExceeded" },
      ...container({ waiting: { reason: "CreateContainerError", message: "no" } }),
    });
    expect(podEnds(waited)).toEqual({ kind: "lost", reason: "DeadlineExceeded (CreateContainerError: no)" });
    const killed = aPod({ phase: "Failed", reason: "Evicted", ...container({ terminated: { exitCode: 137 } }) });
    expect(podEnds(killed)).toEqual({ kind: "lost", reason: "Evicted" });
    expect(podEnds(aPod({ phase: "Running" }, { deletionTimestamp: "2026-11-24T10:00:00Z" })).kind).toBe("lost");
  });

  it.each(["OutOfcpu", "OutOfnvidia.com/gpu", "UnexpectedAdmissionError"])("was not admitted: %s", (reason) => {
    expect(podEnds(aPod({ phase: "Failed", reason, message: "somebody was first" }))).toEqual({
      kind: "lost",
      reason: `${reason}: somebody was first`,
      rejected: true,
    });
  });

  it("is pending with the reason that a person can use", () => {
    const waiting = aPod({
      phase: "Pending",
      ...container({ waiting: { reason: "ImagePullBackOff", message: "no such image" } }),
    });
    expect(podEnds(waiting)).toEqual({ kind: "pending", reason: "ImagePullBackOff: no such image" });
    expect(podEnds(aPod({ phase: "Running", ...container({ running: {} }) }))).toEqual({
      kind: "pending",
      reason: "Running",
    });
    expect(podEnds(aPod({}))).toEqual({ kind: "pending", reason: "Pending" });
  });
});

describe("a workload, which a restart of containerd may disturb", () => {
  it.each<[what: string, pod: KubernetesObject, is: boolean]>([
    ["a pod of its own", aPod({ phase: "Running" }), true],
    ["a ReplicaSet's pod", aPod({ phase: "Running" }, ownedBy("ReplicaSet")), true],
    ["a pod that is about to run", aPod({ phase: "Pending" }), true],
    ["a pod without a status", { apiVersion: "v1", kind: "Pod", metadata: { name: "p" } }, true],
    ["a DaemonSet's pod", aPod({ phase: "Running" }, ownedBy("DaemonSet")), false],
    ["a static pod", aPod({ phase: "Running" }, ownedBy("Node")), false],
    [
      "a static pod without an owner",
      aPod({ phase: "Running" }, { annotations: { "kubernetes.io/config.mirror": "a1b2" } }),
      false,
    ],
    ["a finished pod", aPod({ phase: "Succeeded" }), false],
    ["a failed pod", aPod({ phase: "Failed" }), false],
    ["our own pod", aPod({ phase: "Running" }, { namespace: "lamplighter-system" }), false],
  ])("%s: %s", (_what, pod, is) => {
    expect(isWorkload(pod, "lamplighter-system")).toBe(is);
  });
});
