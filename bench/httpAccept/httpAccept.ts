/**
 * `http-accept`: how long a caller of `POST /api/preparations` waits for 202, beside a minimal durable starter on the
 * same kind of host, over the same loopback and the same simulated Tables, by turns. The ratio of the medians.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { createTokens } from "../../local/azure/tokens.ts";
import { createHost, type Host } from "../../local/host/host.ts";
import { collectApp, readHostJson } from "../../local/host/loadApp.ts";
import { startWorld } from "../../local/lamplighterWorld.ts";
import type { RunningWorld } from "../../local/runningWorld.ts";
import { DEFAULT_SCENARIO, loadScenario } from "../../local/scenarios/scenario.ts";
import { createInProcessTransport } from "../../local/world/inProcess.ts";
import type { DocumentTable } from "../../src/clients/ports.ts";
import { createRecordTables } from "../../src/clients/recordTables.ts";
import type { Measurement } from "../benchmark.ts";
import { median, rounded } from "../statistics.ts";
import { registerStarter } from "./starter.ts";

const WARM_UP = 50;
const MEASURED = 300;

/** Needs `npm run build`. */
export async function measureHttpAccept(): Promise<Measurement> {
  const scenario = loadScenario(DEFAULT_SCENARIO);
  const dataFolder = mkdtempSync(join(tmpdir(), "lamplighter-bench-"));
  const world = await startWorld({ scenario, dataFolder, speed: "virtual" });
  // Time stands still: a run that was accepted gets as far as its first timer.
  world.clock.hold();
  const starter = await startStarter(world);
  try {
    return judge(await acceptByTurns(world.host, starter, scenario.request));
  } finally {
    await starter.stop();
    await world.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

async function startStarter(world: RunningWorld): Promise<Host> {
  const host = createHost({
    app: await collectApp(() => registerStarter(tableOf(world))),
    hostJson: await readHostJson(join(import.meta.dirname, "../..")),
    storeFile: ":memory:",
    clock: world.clock,
  });
  await host.start();
  return host;
}

function tableOf({ urls, simulators, clock }: RunningWorld): DocumentTable {
  const transport = createInProcessTransport(new Map([[new URL(urls.tables).host, simulators.handlers.tables]]), clock);
  const tokens = createTokens({ clock });
  const credential = {
    getToken(scopes: string | string[]) {
      const { token } = tokens.issue(String(scopes).replace(/\/+\.default$/, ""), "bench");
      return Promise.resolve({ token, expiresOnTimestamp: Number.MAX_SAFE_INTEGER });
    },
  };
  return createRecordTables({ endpoint: urls.tables, credential, transport }).evidence;
}

type Serving = Pick<Host, "url" | "busy">;

async function acceptByTurns(app: Serving, starter: Serving, request: object): Promise<[number[], number[]]> {
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < WARM_UP + MEASURED; round++) {
    const body = JSON.stringify(requestOfRound(request, round));
    const posts = [() => post(app, "/api/preparations", body), () => post(starter, "/api/starter", body)];
    for (const index of round % 2 === 0 ? [0, 1] : [1, 0]) {
      const time = await posts[index]?.();
      if (round >= WARM_UP && time !== undefined) times[index]?.push(time);
    }
  }
  return times;
}

/** A cluster of its own each time: one that is being prepared refuses a second run. */
function requestOfRound(request: object, round: number): object {
  const { cluster } = request as { cluster: object };
  return { ...request, cluster: { ...cluster, name: `bench-${round}` } };
}

/** In milliseconds, from sending to the whole answer; the next one starts when the host has come to rest. */
async function post(host: Serving, path: string, body: string): Promise<number> {
  const startedAt = performance.now();
  const response = await fetch(new URL(path, host.url), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  const answer = await response.text();
  const time = performance.now() - startedAt;
  if (response.status !== 202) throw new Error(`${path} answered ${response.status}: ${answer}`);
  do await nextTurn();
  while (host.busy);
  return time;
}

function judge([app, starter]: [number[], number[]]): Measurement {
  const [ours, least] = [median(app), median(starter)];
  return {
    value: ours / least,
    detail: `${rounded(ours, 2)} ms / ${rounded(least, 2)} ms, medians of ${MEASURED} requests each`,
  };
}
