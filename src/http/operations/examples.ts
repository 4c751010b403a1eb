/** Requests and answers as the document shows them; tests send the requests. */
const cluster = {
  subscriptionId: "6f1d3c1e-7c34-4a5b-9d0e-2f4f6f1f0a11",
  resourceGroup: "llm-serving",
  name: "aks-llm-d",
};

const id = "0b6c1f0e-3a52-4f0e-9a57-0d6a3c7d5b11";
const self = `https://lamplighter.example.org/api/preparations/${id}`;
const links = { self, nodes: `${self}/nodes` };
const startedBy = { id: "function-key", name: "the holder of a function key", via: "function-key" };

const finding = {
  code: "RdmaCountMismatch",
  severity: "fail",
  subject: "node/aks-h100-31415926-vmss000001",
  found: "rdma/ib: expected 8, measured 7",
  action: "Check the RDMA shared device plugin and the node's InfiniBand ports.",
};

export const REQUESTS = {
  onePool: {
    cluster,
    profile: "self-managed",
    nodePools: [{ name: "h100", vmSize: "Standard_ND96isr_H100_v5", count: 2, taints: ["sku=gpu:NoSchedule"] }],
    wellLitPaths: ["pd-disaggregation"],
  },
  forAPath: { cluster, profile: "self-managed", wellLitPaths: ["inference-scheduling"] },
} as const;

export const PLAN = {
  ...{ live: true, cluster, profile: "self-managed", level: "L2" },
  hash: "5f0c9a2b7d1e4386a0c5d9e8f7b61234c0ffee5566778899aabbccddeeff0011",
  ...{ blocked: false, empty: false, expectedSeconds: 1084, gpus: { total: 16, added: 16 }, maxUnavailable: "25%" },
  pools: [{ name: "h100", vmSize: "Standard_ND96isr_H100_v5", count: 2, action: "create" }],
  paths: [],
  mayDisturb: [],
  steps: [
    {
      ...{ step: "ensureNodePool", subject: "pool/h100", change: "create", action: "create 2 nodes" },
      ...{ reason: "the cluster has no such pool", disrupts: false, startsAfterSeconds: 0, expectedSeconds: 300 },
    },
  ],
  findings: [],
};

export const ACCEPTED = { id, cluster, status: "running", links };

export const CANCELLING = { id, status: "running", cancelling: true, links };

export const RUNNING = {
  ...{ id, live: true, cluster, profile: "self-managed", startedBy, startedAt: "2026-09-01T08:00:00.000Z" },
  ...{ status: "running", phase: "preparing" },
  conditions: [
    {
      ...{ type: "Planned", status: "True", reason: "PlanMade", message: "8 steps" },
      changedAt: "2026-09-01T08:00:04.000Z",
    },
  ],
  findings: [],
  pools: [
    {
      ...{ name: "h100", vmSize: "Standard_ND96isr_H100_v5", wanted: 2, stage: "settling" },
      ...{ joined: 2, ready: 2, settled: 1, prepared: 0, lacks: { "rdma/ib": 1 }, trouble: [] },
    },
  ],
  stack: [{ name: "network-operator", state: "done" }],
  nodesInTrouble: [],
  links,
};

export const FINISHED = {
  ...{ status: "finished", phase: "finished", id, live: true, cluster, profile: "self-managed", startedBy },
  ...{ verdict: "notReady", level: "L0", findings: [finding], changes: { arm: 1, kubernetes: 8, nodes: 2 } },
  checks: [],
  pools: [{ name: "h100", vmSize: "Standard_ND96isr_H100_v5", wanted: 2, ready: 1 }],
  ...{ conditions: [], timings: [], nodesInTrouble: [], links },
  ...{ startedAt: "2026-09-01T08:00:00.000Z", finishedAt: "2026-09-01T08:19:40.000Z" },
};

export const LIST = {
  preparations: [
    {
      ...{ id, cluster, startedBy, acceptedAt: "2026-09-01T08:00:00.000Z" },
      ...{ status: "finished", verdict: "notReady", finishedAt: "2026-09-01T08:19:40.000Z", links },
    },
  ],
  links: {},
};

export const NODES = {
  nodes: [
    {
      ...{ name: "aks-h100-31415926-vmss000001", uid: "8f14e45f-ceea-4672-a1d0-5b1c9c2f7a10", pool: "h100" },
      ...{ level: "L0", verdict: "notReady" },
      checks: [
        {
          ...{ name: "rdmaAllocatable", level: "L1", status: "failed", expected: "8", measured: "7" },
          action: "Check the RDMA shared device plugin and the node's InfiniBand ports.",
        },
      ],
    },
  ],
  links: { next: `${self}/nodes?cursor=YWtzLWgxMDA` },
};

export const CATALOG = {
  sizes: [
    {
      ...{ vmSize: "Standard_ND96isr_H100_v5", gpu: "H100", gpus: 8, memoryGbEach: 80, memoryGbTotal: 640 },
      ...{ rdma: 8, infinibandPorts: 8, paths: [{ path: "inference-scheduling", nodes: 1 }] },
    },
  ],
  versions: { default: "guide-2026-06", sets: {}, mirrors: {} },
};

export const HEALTH = { status: "ok", version: "0.1.0", live: true };

export const DOCUMENT = { openapi: "3.1.0" };
