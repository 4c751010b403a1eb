/** `start --kubeconfig` as a process: the app on a cluster that it knows by nothing but a kubeconfig. */
import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { VerificationRecord } from "../../../src/domain/record.ts";
import { runMain } from "../cli/aProcess.ts";
import { type ACluster, aCluster, SPEED } from "../nodeTransaction/aCluster.ts";

/** On a machine that has other work too. */
const RUN_MS = 240_000;

let cluster: ACluster;
beforeAll(async () => {
  cluster = await aCluster();
});
afterAll(() => cluster.stop());

test(
  "start --kubeconfig serves the API for that cluster; a pool without labelled nodes is refused with what to do",
  async () => {
    const start = runMain(["start", "--kubeconfig", cluster.kubeconfigFile, "--port", "0", "--speed", `${SPEED}`]);
    await start.says("Ctrl-C stops it.");
    const [, api = ""] = /API +(\S+)/.exec(start.stdout()) ?? [];
    const [, requestFile = ""] = /-d @(\S+)/.exec(start.stdout()) ?? [];
    const server = readFileSync(cluster.kubeconfigFile, "utf8").match(/https:[^"]+/)?.[0] ?? "";
    expect(start.stdout()).toContain(`${server} (context simulated)`);
    const record = await preparationOf(api, readFileSync(requestFile, "utf8"));
    expect(record).toMatchObject({ verdict: "notReady", live: false });
    expect(record.findings).toContainEqual(
      expect.objectContaining({
        subject: "pool/h100",
        found: expect.stringContaining("kubectl label node NAME kubernetes.azure.com/agentpool=h100") as string,
      }),
    );
    start.process.kill("SIGTERM");
    expect(await start.ended).toBe(0);
  },
  RUN_MS,
);

async function preparationOf(api: string, request: string): Promise<VerificationRecord> {
  const headers = { "content-type": "application/json" };
  const accepted = await fetch(`${api}/preparations`, { method: "POST", headers, body: request });
  expect(accepted.status).toBe(202);
  const { id } = (await accepted.json()) as { id: string };
  for (;;) {
    const view = (await (await fetch(`${api}/preparations/${id}`)).json()) as VerificationRecord & { status: string };
    if (view.status !== "running") return view;
    await setTimeout(200);
  }
}
