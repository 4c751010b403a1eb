/** The process in which the contract suite's tests run: told by its parent (contract.ts) on which cluster. */
import { once } from "node:events";
import { join } from "node:path";
import type { V1Node } from "@kubernetes/client-node";
import { startVitest } from "vitest/node";
import type { ContractSettings } from "../test/contract/support/settings.ts";
import { isUsable } from "../test/contract/support/usableNode.ts";
import { connect } from "../test/contract/support/wire.ts";
import { chooseImage } from "./contractImage.ts";
import { ContractReport, type LeftTopics } from "./contractReport.ts";

export interface ContractRun {
  settings: ContractSettings;
  /** Only topics whose file names contain one of them; empty: all. */
  filters: string[];
  /** The image of the settings and no other. */
  imageIsFixed: boolean;
}

/** Topics that need pods that run. */
const POD_TOPICS = [
  "appObjects",
  "containers",
  "daemonSets",
  "events",
  "eviction",
  "exec",
  "jobs",
  "kubectl",
  "logs",
  "nodes",
  "pods",
];

const NONE: LeftTopics = { topics: [], reason: "" };

const root = join(import.meta.dirname, "..");

const [run] = (await once(process, "message")) as [ContractRun];
process.exitCode = await check(run);
process.disconnect();

async function check({ settings, filters, imageIsFixed }: ContractRun): Promise<number> {
  const ready = settings.simulated ? { settings, left: NONE } : await readied({ settings, filters, imageIsFixed });
  const report = new ContractReport(ready.left);
  const timeout = settings.simulated ? 60_000 : 300_000;
  const vitest = await startVitest(filters, {
    root,
    watch: false,
    include: ["test/contract/**/*.test.ts"],
    exclude: ready.left.topics.map((topic) => `test/contract/${topic}.test.ts`),
    // They wait most of the time.
    maxWorkers: 4,
    isolate: false,
    testTimeout: timeout,
    hookTimeout: timeout,
    reporters: ["default", report],
    provide: { contract: ready.settings },
  });
  await vitest.close();
  return report.failed === 0 && report.checked > 0 ? 0 : 1;
}

interface Ready {
  settings: ContractSettings;
  left: LeftTopics;
}

/** A real cluster runs what images it can get. */
async function readied({ settings, filters, imageIsFixed: isFixed }: ContractRun): Promise<Ready> {
  const { image, suffix } = settings;
  const wire = connect(settings.kubeconfig);
  const { body } = await wire.send<{ items: V1Node[] }>("GET", "/api/v1/nodes");
  const nodes = body.items.filter(isUsable);
  const choice = await chooseImage(wire, nodes, { image, isFixed, suffix });
  if ("failure" in choice) {
    const reason = `no pod can run: ${choice.failure}; --image names another image`;
    return { settings, left: { topics: POD_TOPICS.filter((topic) => isWanted(topic, filters)), reason } };
  }
  const { remark } = choice;
  console.log(`${nodes.length} usable nodes; pods of ${choice.image}${remark === undefined ? "" : ` (${remark})`}`);
  return { settings: { ...settings, image: choice.image }, left: NONE };
}

function isWanted(topic: string, filters: readonly string[]): boolean {
  return filters.length === 0 || filters.some((filter) => topic.includes(filter.replace(/\.test.*$/, "")));
}
