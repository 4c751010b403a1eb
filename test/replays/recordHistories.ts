/**
 * `npm run record-histories`: runs each representative scenario on the embedded host and keeps the histories of all its
 * orchestrations in histories/VERSION. Done once a release; a released version's files are never made again.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { WEBHOOK_PATH } from "../../local/host/api/links.ts";
import { packRuns, recordRuns } from "../../local/replays/recordedRun.ts";
import { loadScenario } from "../../local/scenarios/scenario.ts";
import { slash } from "../http/chatCalls.ts";
import { outcomeOf, prepare } from "../scenarios/prepare.ts";
import { openVirtualWorld, type VirtualWorld } from "../scenarios/virtualWorld.ts";
import { reverifiedScenario, reverify } from "./reverified.ts";
import { RECORDED_SCENARIOS } from "./scenarios.ts";

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8")) as {
  version: string;
};
const PAUSE_SECONDS = 60;
const folder = join(import.meta.dirname, "histories", version);

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const name of RECORDED_SCENARIOS) {
  const scenario = loadScenario(name);
  await keep(name, (world) => outcomeOf(world, scenario));
}
await keep("node-transaction", transactNodes, loadScenario("h100-self-managed"));
await keep("reverified", reverify, reverifiedScenario());
await keep("chat", planInChat, loadScenario("a100-nc-only"));

async function keep(
  name: string,
  run: (world: VirtualWorld) => Promise<unknown>,
  scenario = loadScenario(name),
): Promise<void> {
  const world = await openVirtualWorld(scenario);
  try {
    await run(world);
    const runs = recordRuns(world.host.inspect);
    const packed = packRuns(runs);
    writeFileSync(join(folder, `${name}.json.gz`), packed);
    console.log(`${version}/${name}: ${runs.length} runs, ${Math.ceil(packed.byteLength / 1000)} kB`);
  } finally {
    await world.stop();
  }
}

async function planInChat(world: VirtualWorld): Promise<void> {
  await prepare(world, loadScenario("a100-nc-only"));
  await slash(world, "ada", "plan");
  await world.pass(PAUSE_SECONDS);
}

/** The node part alone, on a cluster that has been prepared. */
async function transactNodes(world: VirtualWorld): Promise<void> {
  const { request } = loadScenario("h100-self-managed");
  const { nodes } = await prepare(world, { request });
  const input = { transactionId: "recorded", cluster: request.cluster, nodes: nodes.map(({ name }) => name) };
  const url = `${WEBHOOK_PATH}orchestrators/nodeTransaction/node-transaction-recorded`;
  await world.host.request({ method: "POST", url, body: input });
  while (world.host.inspect.instance("node-transaction-recorded")?.status !== "Completed")
    await world.pass(PAUSE_SECONDS);
}
