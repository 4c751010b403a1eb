import { describe, expect, it } from "vitest";
import { makeCertificate } from "../../src/domain/certificate.ts";
import { aNode, someFacts } from "../support/nodes.ts";

const AT = "2026-11-24T10:00:00.000Z";
const certificate = (node = aNode(), facts = someFacts(), profile = "self-managed") =>
  makeCertificate(node, facts, profile, "L2", AT);

describe("a certificate", () => {
  it("says what was proven, when, and from what", () => {
    expect(certificate()).toMatchObject({
      level: "L2",
      verifiedAt: AT,
      parts: {
        uid: "uid-0",
        bootId: "boot-0",
        nodeImage: "AKSUbuntu-2204gen2-202608.1.0",
        kernel: "5.15.0-1090-azure",
        containerd: "1.7.34",
        driver: "570.158.01",
        ofed: "25.07-0.9.7",
        profile: "self-managed",
      },
    });
  });

  it("has the same fingerprint whenever and at whatever level the same node is verified", () => {
    const later = makeCertificate(aNode(), someFacts(), "self-managed", "L1", "2027-01-01T00:00:00.000Z");
    expect(later.fingerprint).toBe(certificate().fingerprint);
  });

  it("has the same fingerprint when only resources, labels or NRI's state differ", () => {
    const node = aNode({ allocatable: {}, labels: { team: "x" } });
    expect(certificate(node, someFacts({ nriListening: false, infinibandActive: 0 })).fingerprint).toBe(
      certificate().fingerprint,
    );
  });

  it("has another fingerprint as soon as one part of it is another", () => {
    const fingerprints = [
      certificate(),
      certificate(aNode({ uid: "other" })),
      certificate(aNode({ bootId: "other" })),
      certificate(aNode({ labels: { "kubernetes.azure.com/node-image-version": "other" } })),
      certificate(aNode(), someFacts({ kernel: "other" })),
      certificate(aNode(), someFacts({ containerdVersion: "other" })),
      certificate(aNode(), someFacts({ driverVersion: "other" })),
      certificate(aNode(), someFacts({ ofedVersion: "other" })),
      certificate(aNode(), someFacts(), "aks-managed"),
    ].map(({ fingerprint }) => fingerprint);
    expect(new Set(fingerprints).size).toBe(fingerprints.length);
  });
});
