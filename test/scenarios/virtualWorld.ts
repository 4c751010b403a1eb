/**
 * A scenario's world on virtual time, for one test file: time stands still but for what a test asks for, and the real
 * clients can look into simulated Azure beside the app.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTokens } from "../../local/azure/tokens.ts";
import { startWorld } from "../../local/lamplighterWorld.ts";
import type { RunningWorld, WorldOptions } from "../../local/runningWorld.ts";
import type { Scenario } from "../../local/scenarios/scenario.ts";
import { createInProcessTransport } from "../../local/world/inProcess.ts";
import { createAzureClient } from "../../src/clients/azureClient.ts";
import type { AzurePort, RecordTables } from "../../src/clients/ports.ts";
import { createRecordTables } from "../../src/clients/recordTables.ts";
import { type ClusterRef, clusterInstanceId } from "../../src/domain/clusterRef.ts";
import { type Answered, checkAnswer } from "../support/apiContract.ts";

export interface VirtualWorld extends RunningWorld {
  dataFolder: string;
  /** Every answer of the API so far, as the document names it; one that it does not have is thrown where it is asked for. */
  answers: string[];
  /** The records as the app keeps them. */
  tables: RecordTables;
  azure: AzurePort;
  /** Lets this many simulated seconds pass, then everything come to rest. */
  pass(seconds: number): Promise<void>;
  /** Lets time pass until the cluster's run has ended. */
  runToEnd(cluster: ClusterRef): Promise<void>;
}

export async function openVirtualWorld(
  scenario: Scenario,
  options: Pick<WorldOptions, "onHostKilled" | "frontDoor" | "interfere" | "pause" | "inFrontOf"> = {},
): Promise<VirtualWorld> {
  const dataFolder = mkdtempSync(join(tmpdir(), "lamplighter-world-"));
  const world = await startWorld({ ...options, scenario, dataFolder, speed: "virtual" });
  const { clock, host } = world;
  const answers: string[] = [];
  const note = (answered: Answered) => {
    const answer = checkAnswer(answered);
    if (answer !== undefined) answers.push(answer);
  };
  let goOn = clock.hold();

  return {
    ...world,
    ...clientsOf(world),
    answers,
    async api(method, path, body, headers) {
      const answer = await world.api(method, path, body, headers);
      const text = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
      note({ ...answer, method, url: path, text });
      return answer;
    },
    host: Object.create(host, {
      request: {
        async value(request: Parameters<typeof host.request>[0]) {
          const answer = await host.request(request);
          if (!request.url.includes("/runtime/"))
            note({ ...answer, method: request.method ?? "GET", url: request.url });
          return answer;
        },
      },
    }) as typeof host,
    dataFolder,
    async pass(seconds) {
      const { promise, resolve } = Promise.withResolvers<() => void>();
      clock.setTimer(clock.now() + seconds * 1000, () => resolve(clock.hold()));
      goOn();
      goOn = await promise;
      while (host.busy) await nextTurn();
    },
    async runToEnd(cluster) {
      goOn();
      await host.finished(clusterInstanceId(cluster));
      goOn = clock.hold();
    },
    async stop() {
      await world.stop();
      rmSync(dataFolder, { recursive: true });
    },
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function clientsOf({ urls, simulators, clock }: RunningWorld): { tables: RecordTables; azure: AzurePort } {
  const { arm, tables } = simulators.handlers;
  const handlers = new Map([
    [new URL(urls.arm).host, arm],
    [new URL(urls.tables).host, tables],
  ]);
  const transport = createInProcessTransport(handlers, clock);
  const tokens = createTokens({ clock });
  const credential = {
    getToken(scopes: string | string[]) {
      const { token } = tokens.issue(String(scopes).replace(/\/+\.default$/, ""), "test");
      return Promise.resolve({ token, expiresOnTimestamp: Number.MAX_SAFE_INTEGER });
    },
  };
  return {
    tables: createRecordTables({ endpoint: urls.tables, credential, transport }),
    azure: createAzureClient({ endpoint: urls.arm, credential, transport }),
  };
}
