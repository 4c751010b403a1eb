/** The process in which the contract suite's tests run: told by its parent (contract.ts) on which cluster. */
import { once } from "node:events";
import { join } from "node:path";
import { startVitest } from "vitest/node";
import type { ContractSettings } from "../test/contract/support/settings.ts";
import { ContractReport } from "./contractReport.ts";

export interface ContractRun {
  settings: ContractSettings;
  /** Only topics whose file names contain one of them; empty: all. */
  filters: string[];
}

const root = join(import.meta.dirname, "..");

const [run] = (await once(process, "message")) as [ContractRun];
process.exitCode = await check(run);
process.disconnect();

async function check({ settings, filters }: ContractRun): Promise<number> {
  const report = new ContractReport();
  const timeout = settings.simulated ? 60_000 : 300_000;
  const vitest = await startVitest(filters, {
    root,
    watch: false,
    include: ["test/contract/**/*.test.ts"],
    exclude: [],
    // They wait most of the time.
    maxWorkers: 4,
    isolate: false,
    testTimeout: timeout,
    hookTimeout: timeout,
    reporters: ["default", report],
    provide: { contract: settings },
  });
  await vitest.close();
  return report.failed === 0 && report.checked > 0 ? 0 : 1;
}
