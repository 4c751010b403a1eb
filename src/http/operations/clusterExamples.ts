/** Answers about clusters as the document shows them. */
import { REQUESTS } from "./examples.ts";

const { cluster } = REQUESTS.onePool;
const API = "https://lamplighter.example.org/api";
const self = `${API}/clusters/${cluster.subscriptionId}/${cluster.resourceGroup}/${cluster.name}`;
const name = `${cluster.subscriptionId}/${cluster.resourceGroup}/${cluster.name}`;
const links = {
  ...{ self, verifications: `${self}/verifications` },
  preparations: `${API}/preparations?cluster=${encodeURIComponent(name)}`,
};
const node = "aks-h100-31415926-vmss000001";
const verificationId = "4b0f1c2d-8e6a-8c3b-8d5e-1f2a3b4c5d6e";
const preparationId = "0b6c1f0e-3a52-4f0e-9a57-0d6a3c7d5b11";

const drift = {
  subject: `node/${node}`,
  ...{ was: "nriEffective enabled", is: "nriEffective disabled" },
  ...{ since: "2026-09-03T06:00:41.000Z", provenAt: "2026-09-01T08:19:30.000Z" },
  because: "node image AKSUbuntu-2204gen2containerd-202608.14.0 -> AKSUbuntu-2204gen2containerd-202609.03.0",
  action: "Prepare the node again: its containerd configuration was changed or lost.",
};

const item = {
  ...{ cluster, verdict: "notReady", level: "L1", verifiedAt: "2026-09-03T06:00:41.000Z" },
  run: { kind: "verification", id: verificationId },
  ...{ nodes: { valid: 1, stale: 1, unverified: 0 }, drift: 1 },
  ...{ profile: "self-managed", schedule: { reverify: true, repair: "none" }, links },
};

export const CLUSTERS = { clusters: [item], links: {} };

export const CLUSTER = {
  ...item,
  prepared: {
    ...{ id: preparationId, self: `${API}/preparations/${preparationId}` },
    pools: [{ name: "h100", vmSize: "Standard_ND96isr_H100_v5" }],
  },
  pools: [{ name: "h100", valid: 1, stale: 1, unverified: 0 }],
  nodesInTrouble: [
    {
      ...{ name: node, pool: "h100", state: "stale", level: "L1", lookedAt: "2026-09-03T06:00:41.000Z" },
      reason: `${drift.because}; nriEffective: disabled, expected enabled`,
    },
  ],
  ...{ drifted: [drift], findings: [] },
};

export const HISTORY = {
  verifications: [
    {
      ...{ id: verificationId, kind: "verification", status: "finished", verdict: "notReady", level: "L1" },
      startedBy: { id: "timer", name: "the re-verification timer", via: "timer" },
      ...{ startedAt: "2026-09-03T06:00:12.000Z", finishedAt: "2026-09-03T06:00:41.000Z" },
      ...{ nodes: item.nodes, findings: ["NriPatchFailed", "CertificateStale"], drift: [drift] },
      links: { self: `${self}/verifications/${verificationId}` },
    },
  ],
  links: {},
};

const verificationLinks = {
  self: `${self}/verifications/${verificationId}`,
  nodes: `${self}/verifications/${verificationId}/nodes`,
  cluster: self,
};

export const VERIFICATION_ACCEPTED = { id: verificationId, cluster, status: "running", links: verificationLinks };

const startedBy = { id: "function-key", name: "the holder of a function key", via: "function-key" };

export const VERIFICATION_RUNNING = {
  ...{ id: verificationId, live: true, cluster, startedBy, startedAt: "2026-09-03T06:00:12.000Z", status: "running" },
  ...{ findings: [], checks: [], pools: [], drift: [], links: verificationLinks },
};

export const VERIFICATION = {
  ...VERIFICATION_RUNNING,
  ...{ status: "finished", verdict: "notReady", level: "L1", finishedAt: "2026-09-03T06:00:41.000Z" },
  pools: [{ name: "h100", vmSize: "Standard_ND96isr_H100_v5", wanted: 2, ready: 1 }],
  ...{ nodes: item.nodes, drift: [drift] },
};
