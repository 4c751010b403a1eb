/** The bundle is a file that the Functions worker can load with nothing beside it but its own parts. */
import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundleApp } from "../../build/bundleApp.ts";

const root = join(import.meta.dirname, "../..");
const folder = `.data/bundle-test-${process.pid}`;
const entry = "test/build/fixtures/app/main.ts";
const elsewhere = mkdtempSync(join(tmpdir(), "lamplighter-bundle-"));

afterAll(() => {
  rmSync(join(root, folder), { recursive: true, force: true });
  rmSync(elsewhere, { recursive: true, force: true });
});

describe("a bundled app", () => {
  let report: WorkerReport;

  beforeAll(async () => {
    await bundleApp({ root, entry, file: `${folder}/app.js`, packages: "inside" });
    cpSync(join(root, folder), elsewhere, { recursive: true });
    copyFileSync(join(import.meta.dirname, "fixtures/worker.ts"), join(elsewhere, "worker.mts"));
    report = loadInWorker();
  });

  test("registers its functions through the core module that the worker provides", () => {
    expect(report.triggers).toEqual({
      greetAll: "orchestrationTrigger",
      greet: "activityTrigger",
      ping: "httpTrigger",
    });
  });

  test("evaluates a dynamically imported part only when it is first used", () => {
    expect(report).toMatchObject({ loadedAtStart: "no", loadedAfterCall: "yes" });
  });

  test("carries shell scripts as text", () => {
    expect(report.result).toBe('hello you: #!/bin/sh\necho "from the shell"\n');
  });

  test("comes with a source map, the licence texts of its parts and a list of what is inside", () => {
    expect(readdirSync(join(root, folder)).sort()).toEqual([
      "app",
      "app.js",
      "app.js.LEGAL.txt",
      "app.js.map",
      "app.meta.json",
    ]);
    const { inputs } = JSON.parse(readFileSync(join(root, folder, "app.meta.json"), "utf8")) as BundleContents;
    expect(Object.keys(inputs)).toContain("test/build/fixtures/app/greeting.ts");
  });
});

test("a part that is used later is a file of its own, and those of an earlier build are removed", async () => {
  const parts = join(root, folder, "parted");
  mkdirSync(parts, { recursive: true });
  writeFileSync(join(parts, "greeting-OLD.js"), "");
  await bundleApp({ root, entry, file: `${folder}/parted.js`, packages: "inside" });
  const names = readdirSync(parts).filter((name) => name.endsWith(".js"));
  expect(names).toContainEqual(expect.stringMatching(/^greeting-\w+\.js$/));
  expect(names).not.toContain("greeting-OLD.js");
});

test("a stack trace names the source file and line, though the bundle is minified", async () => {
  await bundleApp({
    root,
    entry: "test/build/fixtures/failing/main.ts",
    file: `${folder}/failing.js`,
    packages: "inside",
  });
  const { stderr, status } = spawnSync(process.execPath, [join(root, folder, "failing.js")], { encoding: "utf8" });
  expect(status).toBe(1);
  const [, ...frames] = stderr.slice(stderr.indexOf("Error: out of order")).split("\n");
  expect(frames[0]).toMatch(/^ {4}at \w+ \(test\/build\/fixtures\/failing\/main\.ts:8:9\)$/);
});

test("with its packages outside, a bundle holds the project's own files alone", async () => {
  const bytes = await bundleApp({ root, entry, file: `${folder}/compose.js`, packages: "outside" });
  const text = readFileSync(join(root, folder, "compose.js"), "utf8");
  expect(bytes).toBe(Buffer.byteLength(text));
  expect(text).toMatch(/from "durable-functions"/);
  const { inputs } = JSON.parse(readFileSync(join(root, folder, "compose.meta.json"), "utf8")) as BundleContents;
  expect(Object.keys(inputs).filter((input) => !input.startsWith("test/build/fixtures/app/"))).toEqual([]);
});

test("a missing entry is named, and nothing is written", async () => {
  const bundling = bundleApp({ root, entry: "src/nowhere.ts", file: `${folder}/missing.js`, packages: "inside" });
  await expect(bundling).rejects.toThrow("missing.js: its entry src/nowhere.ts does not exist");
  expect(existsSync(join(root, folder, "missing.js"))).toBe(false);
});

interface BundleContents {
  inputs: Record<string, unknown>;
}

interface WorkerReport {
  triggers: Record<string, string>;
  loadedAtStart: string;
  result: string;
  loadedAfterCall: string;
}

function loadInWorker(): WorkerReport {
  const output = execFileSync(process.execPath, ["worker.mts", "./app.js"], { cwd: elsewhere, encoding: "utf8" });
  return JSON.parse(output) as WorkerReport;
}
