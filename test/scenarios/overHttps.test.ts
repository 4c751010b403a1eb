/** The same scenario through real sockets, certificates and SDK transports: nothing but time may differ. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { followPreparation } from "../../local/demo/run/followPreparation.ts";
import { startWorld } from "../../local/lamplighterWorld.ts";
import { DEFAULT_SCENARIO, loadScenario } from "../../local/scenarios/scenario.ts";
import type { VerificationRecord } from "../../src/domain/record.ts";
import { normalisedRecord } from "./normalisedRecord.ts";
import { prepare } from "./prepare.ts";
import { openVirtualWorld } from "./virtualWorld.ts";

const scenario = loadScenario(DEFAULT_SCENARIO);
/** Scripts run at the machine's own speed: faster, and a slow machine would miss deadlines that no real node misses. */
const SPEED = 100;
const PATIENCE_MS = 600_000;

it("the record over HTTPS on a paced clock is that of the world in this process on virtual time", {
  timeout: PATIENCE_MS,
}, async () => {
  expect(normalisedRecord(await preparedOverHttps())).toEqual(normalisedRecord(await preparedInProcess()));
});

async function preparedInProcess(): Promise<VerificationRecord> {
  const world = await openVirtualWorld(scenario);
  try {
    return await prepare(world, scenario);
  } finally {
    await world.stop();
  }
}

async function preparedOverHttps(): Promise<VerificationRecord> {
  const dataFolder = mkdtempSync(join(tmpdir(), "lamplighter-https-"));
  const world = await startWorld({ scenario, dataFolder, speed: SPEED });
  const { clock } = world;
  const pause = () => new Promise<void>((resolve) => clock.setTimer(clock.now() + POLL_SECONDS * 1000, resolve));
  try {
    const ending = await followPreparation(world, { request: scenario.request, onView: () => {}, pause });
    if (ending.kind !== "recorded") throw new Error(`The preparation left no record: ${JSON.stringify(ending)}`);
    return ending.record;
  } finally {
    await world.stop();
    rmSync(dataFolder, { recursive: true });
  }
}

const POLL_SECONDS = 20;
