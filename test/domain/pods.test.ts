import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../src/domain/kubernetesObject.ts";
import { isWorkload, podResult } from "../../src/domain/pods.ts";

function aPod(status: object, metadata: Partial<KubernetesObject["metadata"]> = {}): KubernetesObject {
  return { apiVersion: "v1", kind: "Pod", metadata: { name: "p", namespace: "default", ...metadata }, status };
}

const container = (state: object) => ({ containerStatuses: [{ state }] });
const ownedBy = (kind: string) => ({ ownerReferences: [{ apiVersion: "v1", kind, name: "o", uid: "u" }] });

describe("a pod that runs a script", () => {
  it("has exited with its message, whatever its phase", () => {
    const exited = aPod({ phase: "Failed", ...container({ terminated: { exitCode: 1, message: "result=refused" } }) });
    expect(podResult(exited)).toEqual({ kind: "exited", exitCode: 1, message: "result=refused" });
  });

  it("may exit without a word", () => {
    expect(podResult(aPod(container({ terminated: { exitCode: 0 } })))).toEqual({
      kind: "exited",
      exitCode: 0,
      message: "",
    });
  });

  it("is lost when it never ran to its end", () => {
    expect(podResult(aPod({ phase: "Failed", reason: "DeadlineExceeded" }))).toEqual({
      kind: "lost",
      reason: "DeadlineExceeded",
    });
    const killed = aPod({ phase: "Failed", reason: "Evicted", ...container({ terminated: { exitCode: 137 } }) });
    expect(podResult(killed)).toEqual({ kind: "lost", reason: "Evicted" });
    expect(podResult(aPod({ phase: "Running" }, { deletionTimestamp: "2026-11-24T10:00:00Z" })).kind).toBe("lost");
  });

  it("is pending with the reason that a person can use", () => {
    const waiting = aPod({
      phase: "Pending",
      ...container({ waiting: { reason: "ImagePullBackOff", message: "no such image" } }),
    });
    expect(podResult(waiting)).toEqual({ kind: "pending", reason: "ImagePullBackOff: no such image" });
    expect(podResult(aPod({ phase: "Running", ...container({ running: {} }) }))).toEqual({
      kind: "pending",
      reason: "Running",
    });
    expect(podResult(aPod({}))).toEqual({ kind: "pending", reason: "Pending" });
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
