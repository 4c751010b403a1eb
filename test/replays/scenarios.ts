/** The runs that are recorded of each release: one scenario for every way that a run can take. */
export const RECORDED_SCENARIOS = [
  "h100-self-managed",
  "a100-aks-managed",
  "quota-insufficient",
  "rdma-never",
  "cancelled",
  "throttled",
  "h100-l3",
  "gate",
  "busy-100",
  "feature-registered",
  "node-replaced",
  "zone-fallback",
  "allocation-failed",
  "helm-release-pending",
  "notified",
];
