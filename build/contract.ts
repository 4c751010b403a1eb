/**
 * `npm run test:contract [-- --kubeconfig FILE]`: the behaviours that we rely on, checked on a Kubernetes API: on the
 * simulated one, or on a real cluster's. What the suite made is removed however it ends. Exit code 1: a behaviour is
 * missing; 2: bad arguments; 130: interrupted.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { ArgumentError, readContractArguments } from "./contractArguments.ts";
import { cleanUp } from "./contractCleanUp.ts";
import type { ContractRun } from "./contractRun.ts";
import { openTarget, type Target } from "./contractTarget.ts";

const INTERRUPTED = 130;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  try {
    const { filters, ...options } = readContractArguments(args);
    const target = await openTarget(options);
    try {
      console.log(`Kubernetes contract suite on ${target.description}; run "${target.settings.suffix}"`);
      return await check({ settings: target.settings, filters, imageIsFixed: options.image !== undefined });
    } finally {
      await close(target);
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return error instanceof ArgumentError ? 2 : 1;
  }
}

/** In a process of its own: the test runner ends with the first signal, and cleaning up comes after that. */
async function check(run: ContractRun): Promise<number> {
  const child = fork(join(import.meta.dirname, "contractRun.ts"));
  let code = 1;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      code = INTERRUPTED;
      child.kill(signal);
    });
  }
  child.send(run);
  const [exitCode] = (await once(child, "exit")) as [number | null];
  return code === INTERRUPTED ? code : (exitCode ?? code);
}

async function close(target: Target): Promise<void> {
  const left = await cleanUp(target.settings);
  for (const sentence of left) console.error(sentence);
  await target.stop();
}
