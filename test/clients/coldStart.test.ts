import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

const CLIENTS = join(import.meta.dirname, "../../src/clients");
const FACTORIES = ["azureClient", "clusterConnections", "credential", "recordTables"];

/** Prints every package that loading the factories loads. */
const SCRIPT = `
  import { registerHooks } from "node:module";
  const packages = [];
  registerHooks({
    resolve(specifier, context, next) {
      if (!/^(node:|[./]|file:)/.test(specifier)) packages.push(specifier);
      return next(specifier, context);
    },
  });
  for (const factory of ${JSON.stringify(FACTORIES)}) await import(${JSON.stringify(`file://${CLIENTS}/`)} + factory + ".ts");
  process.stdout.write(JSON.stringify(packages.filter((name) => name !== "zod" && !name.startsWith("zod/"))));
`;

it("a cold start loads no SDK: each comes with its first use", () => {
  const printed = execFileSync(process.execPath, ["--input-type=module", "--eval", SCRIPT], { encoding: "utf8" });
  expect(JSON.parse(printed)).toEqual([]);
});
