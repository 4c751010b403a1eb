/** The record and the evidence of a preparation with very many nodes, answered in place of the API. */
import type { Page } from "playwright-core";

const PER_PAGE = 100;
const CLUSTER = { subscriptionId: "6f1d3c1e-7c34-4a5b-9d0e-2f4f6f1f0a11", resourceGroup: "llm-serving", name: "large" };

/** Every 50th node is not ready. */
export async function answerWithManyNodes(page: Page, id: string, count: number): Promise<void> {
  const nodes = Array.from({ length: count }, (_, index) => aNode(index));
  await page.route(`**/api/preparations/${id}`, (route) => route.fulfill({ json: aRecord(id, count) }));
  await page.route(`**/api/preparations/${id}/nodes**`, (route) => {
    const from = Number(new URL(route.request().url()).searchParams.get("cursor") ?? 0);
    const to = from + PER_PAGE;
    const next = `http://elsewhere.example/api/preparations/${id}/nodes?cursor=${to}`;
    return route.fulfill({ json: { nodes: nodes.slice(from, to), links: to < count ? { next } : {} } });
  });
}

function aRecord(id: string, count: number) {
  return {
    ...{ id, live: false, cluster: CLUSTER, profile: "self-managed", status: "finished", phase: "finished" },
    ...{ verdict: "notReady", level: "L1", findings: [], conditions: [], checks: [], timings: [], nodesInTrouble: [] },
    changes: { arm: 1, kubernetes: 8, nodes: count },
    pools: [{ name: "h100", vmSize: "Standard_ND96isr_H100_v5", wanted: count, ready: count - Math.ceil(count / 50) }],
    startedAt: "2026-09-01T10:00:00.000Z",
    finishedAt: "2026-09-01T10:20:00.000Z",
  };
}

function aNode(index: number) {
  const isReady = index % 50 !== 0;
  const check = { name: "gpuAllocatable", level: "L1", expected: "nvidia.com/gpu: 8" };
  return {
    name: `aks-h100-67087163-vmss${index.toString(36).padStart(6, "0")}`,
    uid: `uid-${index}`,
    pool: "h100",
    level: isReady ? "L2" : "L0",
    verdict: isReady ? "ready" : "notReady",
    checks: isReady
      ? [{ ...check, status: "passed", measured: "nvidia.com/gpu: 8" }]
      : [{ ...check, status: "failed", measured: "nvidia.com/gpu: 7", action: "Report the machine to Azure support." }],
  };
}
