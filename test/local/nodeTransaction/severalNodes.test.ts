/** `node-transaction` as a process, on several nodes at once: every one is reported, whatever becomes of the others. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningCommand, runMain } from "../cli/aProcess.ts";
import { type ACluster, aCluster, SPEED } from "./aCluster.ts";
import { changed, reportsOf, unchanged } from "./reports.ts";

/** On a machine that has other work too. */
const RUN_MS = 240_000;
const CONFIG = "etc/containerd/config.toml";

describe("node-transaction on two nodes and one that is not there", () => {
  let cluster: ACluster;
  let first: string;
  let second: string;
  beforeAll(async () => {
    cluster = await aCluster();
    [first, second] = cluster.nodes;
  });
  afterAll(() => cluster.stop());

  function run(...nodes: readonly string[]): RunningCommand {
    const where = ["--kubeconfig", cluster.kubeconfigFile, "--speed", `${SPEED}`, "--json"];
    return runMain(["node-transaction", ...where, "--nodes", nodes.join(",")]);
  }
  const configs = () => [first, second].map((node) => readFileSync(cluster.fileOf(node, CONFIG), "utf8"));

  test(
    "prepares the two, reports all three in the order in which they were named, and ends with 1",
    async () => {
      const command = run(second, "ghost", first);
      expect(await command.ended).toBe(1);
      expect(reportsOf(command)).toEqual([
        changed(second),
        {
          name: "ghost",
          before: null,
          after: null,
          changed: false,
          restarted: false,
          memlock: {
            status: "unknown",
            root: null,
            nonRoot: null,
            control: null,
            reason: expect.any(String) as string,
          },
          error: expect.stringContaining("the cluster has no node of that name") as string,
        },
        changed(first),
      ]);
      for (const config of configs()) expect(config).toContain("disable = false");
    },
    RUN_MS,
  );

  test(
    "named again without it they are left as they are, and the command ends with 0",
    async () => {
      const before = configs();
      cluster.writeLog.clear();
      const command = run(first, second);
      expect(await command.ended).toBe(0);
      expect(reportsOf(command)).toEqual([unchanged(first), unchanged(second)]);
      expect(configs()).toEqual(before);
      const writes = cluster.writeLog.writes().kubernetes;
      expect(writes.filter((write) => write.includes("/nodes") || write.includes("daemonsets"))).toEqual([]);
    },
    RUN_MS,
  );
});
