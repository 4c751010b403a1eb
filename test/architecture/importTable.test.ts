/** The rules of the architecture test find what they are for, on files made up here. */
import { describe, expect, test } from "vitest";
import { findForbiddenImports } from "./importTable.ts";
import { parseSourceFile } from "./sourceFile.ts";

describe("reading imports", () => {
  test.each([
    ['import { a } from "./b.ts";', { target: "src/http/b.ts", kind: "static" }],
    ['import "../app.ts";', { target: "src/app.ts", kind: "static" }],
    ['import type { A } from "../domain/a.ts";', { target: "src/domain/a.ts", kind: "type" }],
    // Under verbatimModuleSyntax the module is still loaded.
    ['import { type A } from "../domain/a.ts";', { target: "src/domain/a.ts", kind: "static" }],
    ['export { a } from "./b.ts";', { target: "src/http/b.ts", kind: "static" }],
    ['export type { A } from "./b.ts";', { target: "src/http/b.ts", kind: "type" }],
    ['export * from "./b.ts";', { target: "src/http/b.ts", kind: "static" }],
    ['const load = () => import("@azure/identity/sub");', { target: "@azure/identity", kind: "dynamic" }],
    ['type A = import("zod/v4").ZodType;', { target: "zod", kind: "type" }],
    ['import { join } from "node:path/posix";', { target: "node:path/posix", kind: "static" }],
  ] as const)("%s", (text, expected) => {
    expect(parseSourceFile("src/http/a.ts", text).imports).toEqual([expected]);
  });

  test("what looks like an import in a string or a comment is none", () => {
    const text = '// import x from "zod"\nexport const s = \'import("zod")\';';
    expect(parseSourceFile("src/domain/a.ts", text).imports).toEqual([]);
  });
});

describe("the import table", () => {
  test.each([
    ["src/domain/plan.ts", 'import { readFileSync } from "node:fs";'],
    ["src/domain/plan.ts", 'import { createHash } from "node:crypto";'],
    ["src/domain/plan.ts", 'import type { Transport } from "../clients/transport.ts";'],
    ["src/orchestrators/prepareCluster.ts", 'import type { OrchestrationContext } from "durable-functions";'],
    ["src/orchestrators/prepareCluster.ts", 'import { readInventory } from "../activities/readInventory.ts";'],
    ["src/activities/readInventory.ts", 'import { ContainerServiceClient } from "@azure/arm-containerservice";'],
    ["src/activities/readInventory.ts", 'import { makePort } from "../clients/ports.ts";'],
    ["src/activities/readInventory.ts", 'import * as df from "durable-functions";'],
    ["src/clients/azureClient.ts", 'import { planPreparation } from "../activities/planPreparation.ts";'],
    ["src/clients/azureClient.ts", 'import script from "../activities/scripts/probe.sh";'],
    ["src/http/getHealth.ts", 'import { app } from "@azure/functions";'],
    ["src/http/getHealth.ts", 'import { prepareCluster } from "../orchestrators/prepareCluster.ts";'],
    ["src/timers/reverify.ts", 'import type { DurableClient } from "durable-functions";'],
    ["src/app.ts", 'import { openWorldStore } from "../local/world/worldStore.ts";'],
    ["src/app.ts", 'const later = () => import("../local/world/worldStore.ts");'],
    ["local/demo/run.ts", 'import { makePlan } from "../../src/domain/plan.ts";'],
    ["local/demo/run.ts", 'import { aRequest } from "../../test/support/aRequest.ts";'],
  ])("%s must not: %s", (path, text) => {
    const [finding] = findForbiddenImports([parseSourceFile(path, text)]);
    expect(finding).toMatch(`${path} must not import`);
  });

  test.each([
    ["src/domain/hash.ts", 'import { createHash } from "node:crypto";'],
    ["src/domain/request.ts", 'import { z } from "zod";'],
    ["src/orchestrators/durable.ts", 'import * as df from "durable-functions";'],
    ["src/activities/readInventory.ts", 'import type { AzurePort } from "../clients/ports.ts";'],
    ["src/activities/probeNodes.ts", 'import script from "./scripts/probe.sh";'],
    ["src/clients/azureClient.ts", 'import { ContainerServiceClient } from "@azure/arm-containerservice";'],
    ["src/http/getHealth.ts", 'import type { HttpHandler } from "@azure/functions";'],
    ["src/app.ts", 'import * as df from "durable-functions";'],
    ["local/demo/run.ts", 'import type { PreparationRecord } from "../../src/domain/record.ts";'],
    ["local/host/load.ts", 'import { DatabaseSync } from "node:sqlite";'],
  ])("%s may: %s", (path, text) => {
    expect(findForbiddenImports([parseSourceFile(path, text)])).toEqual([]);
  });

  test("a folder that nobody thought about is a finding", () => {
    expect(findForbiddenImports([parseSourceFile("src/extras/a.ts", "")])).toEqual([
      "src/extras/a.ts has no row in the import table",
    ]);
  });
});
