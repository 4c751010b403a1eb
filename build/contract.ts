/**
 * `npm run test:contract [-- --kubeconfig FILE]`: the behaviours that we rely on, checked on a Kubernetes API: on the
 * simulated one, or on a real cluster's. What the suite made is removed however it ends. Exit code 1: a behaviour is
 * missing; 2: bad arguments.
 */
import { join } from "node:path";
import { startVitest } from "vitest/node";
import { ArgumentError, readContractArguments } from "./contractArguments.ts";
import { cleanUp } from "./contractCleanUp.ts";
import { ContractReport } from "./contractReport.ts";
import { openTarget, type Target } from "./contractTarget.ts";

const root = join(import.meta.dirname, "..");

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  try {
    const { filters, ...options } = readContractArguments(args);
    const target = await openTarget(options);
    process.once("SIGINT", () => void close(target).finally(() => process.exit(130)));
    try {
      return await check(target, filters);
    } finally {
      await close(target);
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return error instanceof ArgumentError ? 2 : 1;
  }
}

async function check({ settings, description }: Target, filters: string[]): Promise<number> {
  console.log(`Kubernetes contract suite on ${description}; run "${settings.suffix}"`);
  const report = new ContractReport();
  const vitest = await startVitest(filters, {
    root,
    watch: false,
    include: ["test/contract/**/*.test.ts"],
    exclude: [],
    maxWorkers: 4,
    isolate: false,
    testTimeout: settings.simulated ? 60_000 : 300_000,
    hookTimeout: settings.simulated ? 60_000 : 300_000,
    reporters: ["default", report],
    provide: { contract: settings },
  });
  await vitest.close();
  return report.failed === 0 && report.checked > 0 ? 0 : 1;
}

async function close(target: Target): Promise<void> {
  const left = await cleanUp(target.settings);
  for (const sentence of left) console.error(sentence);
  await target.stop();
}
