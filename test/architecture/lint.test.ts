/** The lint rules bite: each snippet breaks one rule, in the place where that rule matters. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const anywhere: Snippet[] = [
  { refusedBy: "eslint(eqeqeq)", code: "export const same = (a: number, b: number) => a == b;" },
  { refusedBy: "import(no-default-export)", code: "export default 1;" },
  { refusedBy: "import(no-mutable-exports)", code: "export let count = 1; count = 2;" },
  { refusedBy: "lamplighter(no-export-all)", code: 'export * from "node:path";' },
  { refusedBy: "typescript(no-explicit-any)", code: "export const read = (value: any) => String(value);" },
  { refusedBy: "typescript(no-unsafe-return)", code: "export const read = (text: string) => JSON.parse(text);" },
  {
    refusedBy: "typescript(no-unsafe-member-access)",
    code: "export const read = (t: string) => Boolean(JSON.parse(t).a);",
  },
  {
    refusedBy: "typescript(no-unsafe-assignment)",
    code: "export const read = (t: string) => { const a = JSON.parse(t); a; };",
  },
  { refusedBy: "typescript(consistent-type-imports)", code: 'import { Stats } from "node:fs"; export type S = Stats;' },
  {
    refusedBy: "typescript(no-import-type-side-effects)",
    code: 'import { type Stats } from "node:fs"; export type S = Stats;',
  },
  { refusedBy: "typescript(no-floating-promises)", code: "export function go(work: Promise<void>) { work; }" },
  { refusedBy: "typescript(await-thenable)", code: "export async function go(n: number) { await n; }" },
  {
    refusedBy: "typescript(no-misused-promises)",
    code: "export const go = (l: number[]) => l.forEach(async () => {});",
  },
  { refusedBy: "typescript(only-throw-error)", code: 'export function go() { throw "no"; }' },
  { refusedBy: "eslint(no-unused-vars)", code: "export function go() { const unused = 1; }" },
  {
    refusedBy: "typescript(switch-exhaustiveness-check)",
    code: 'export function go(a: "x" | "y") { switch (a) { case "x": return 1; } return 2; }',
  },
];

const outsideTheCompositionRoot: Snippet[] = [
  { refusedBy: "eslint(no-restricted-properties)", code: "export const at = () => Date.now();" },
  { refusedBy: "eslint(no-restricted-properties)", code: "export const dice = () => Math.random();" },
  { refusedBy: "eslint(no-restricted-properties)", code: "export const id = () => crypto.randomUUID();" },
  {
    refusedBy: "eslint(no-restricted-imports)",
    code: 'import { randomUUID } from "node:crypto"; export const id = randomUUID;',
  },
  { refusedBy: "eslint(no-restricted-globals)", code: 'export const home = () => process.env["HOME"];' },
  { refusedBy: "eslint(no-console)", code: 'export const say = () => console.log("x");' },
  { refusedBy: "lamplighter(no-current-time)", code: "export const at = () => new Date();" },
  { refusedBy: "lamplighter(no-current-time)", code: "export const at = () => Date();" },
];

const whereCodeIsReplayed: Snippet[] = [
  { refusedBy: "eslint(no-restricted-properties)", code: "export const at = () => Date.now();" },
  { refusedBy: "eslint(no-restricted-properties)", code: "export const dice = () => Math.random();" },
  {
    refusedBy: "eslint(no-restricted-properties)",
    code: "export const order = (a: string, b: string) => a.localeCompare(b);",
  },
  { refusedBy: "eslint(no-restricted-globals)", code: "export const id = () => crypto.randomUUID();" },
  { refusedBy: "eslint(no-restricted-globals)", code: 'export const home = () => process.env["HOME"];' },
  { refusedBy: "eslint(no-restricted-globals)", code: "export const later = () => setTimeout(() => {}, 1);" },
  { refusedBy: "eslint(no-restricted-globals)", code: 'export const ask = () => fetch("https://example.invalid");' },
  { refusedBy: "eslint(no-restricted-globals)", code: 'export const say = () => console.log("x");' },
  { refusedBy: "eslint(no-restricted-globals)", code: "export const done = () => Promise.resolve();" },
  { refusedBy: "eslint(no-restricted-globals)", code: "export const at = () => performance.now();" },
  { refusedBy: "lamplighter(no-current-time)", code: "export const at = () => new Date();" },
  { refusedBy: "oxc(no-async-await)", code: "export async function go() {}" },
  { refusedBy: "oxc(no-async-await)", code: "export const go = async () => {};" },
  { refusedBy: "oxc(no-async-await)", code: "export const port = { async go() {} };" },
];

/** Calls that have been seen to break only in production. */
const inOrchestrators: Snippet[] = [
  { refusedBy: "lamplighter(no-direct-tasks)", code: usingContext("context.df.Task.any([])") },
  { refusedBy: "lamplighter(no-direct-tasks)", code: usingContext("context.df.Task.all([])") },
  {
    refusedBy: "eslint(no-restricted-properties)",
    code: usingContext('context.df.callHttp({ method: "GET", url: "x" })'),
  },
  { refusedBy: "eslint(no-restricted-properties)", code: usingContext('context.df.callActivityWithRetry("a", retry)') },
  {
    refusedBy: "eslint(no-restricted-properties)",
    code: usingContext('context.df.callSubOrchestratorWithRetry("a", retry)'),
  },
  { refusedBy: "eslint(no-restricted-properties)", code: usingContext("retry.retryTimeoutInMilliseconds") },
];

const welcome: Record<string, string> = {
  "src/domain/day.ts": "export const day = (at: string) => new Date(at).toISOString().slice(0, 10);",
  "src/domain/ports.ts": "export interface Port { read(): Promise<string>; }",
  "src/orchestrators/durable.ts": usingContext("context.df.Task.all([])"),
  "src/app.ts": "export const clock = { now: () => Date.now(), id: () => crypto.randomUUID(), env: process.env };",
  "local/clock.ts": "export const now = () => Date.now();",
};

interface Snippet {
  refusedBy: string;
  code: string;
}

interface Case extends Snippet {
  file: string;
}

const cases: Case[] = [
  ...placed("local", anywhere),
  ...placed("src/activities", [...anywhere, ...outsideTheCompositionRoot]),
  ...placed("src/domain", whereCodeIsReplayed),
  ...placed("src/orchestrators", [...whereCodeIsReplayed, ...inOrchestrators]),
];

const root = join(import.meta.dirname, "../..");
const project = mkdtempSync(join(tmpdir(), "lamplighter-lint-"));
const found = new Map<string, string[]>();

beforeAll(() => {
  for (const file of [".oxlintrc.json", "tsconfig.json", "package.json", "build/lint"]) {
    cpSync(join(root, file), join(project, file), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
  for (const { file, code } of cases) write(file, code);
  for (const [file, code] of Object.entries(welcome)) write(file, code);
  write("src/domain/left.ts", 'import { right } from "./right.ts"; export const left = (): number => right();');
  write("src/domain/right.ts", 'import { left } from "./left.ts"; export const right = (): number => left();');
  for (const { filename, code } of lint()) found.set(filename, [...(found.get(filename) ?? []), code]);
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

test.each(cases)("$refusedBy refuses in $file: $code", ({ file, refusedBy }) => {
  expect(found.get(file) ?? []).toContain(refusedBy);
});

test("two files that import each other are refused", () => {
  expect(found.get("src/domain/left.ts")).toContain("import(no-cycle)");
  expect(found.get("src/domain/right.ts")).toContain("import(no-cycle)");
});

test.each(Object.keys(welcome))("nothing is wrong with %s", (file) => {
  expect(found.get(file) ?? []).toEqual([]);
});

function placed(folder: string, snippets: Snippet[]): Case[] {
  return snippets.map((snippet, index) => ({ ...snippet, file: `${folder}/snippet${index}.ts` }));
}

function usingContext(expression: string): string {
  return `import type { OrchestrationContext, RetryOptions } from "durable-functions";
export function use(context: OrchestrationContext, retry: RetryOptions) { return [${expression}, context, retry].length; }`;
}

function write(file: string, code: string): void {
  mkdirSync(dirname(join(project, file)), { recursive: true });
  writeFileSync(join(project, file), `${code}\n`);
}

function lint(): { filename: string; code: string }[] {
  const oxlint = join(root, "node_modules/oxlint/bin/oxlint");
  const run = spawnSync(process.execPath, [oxlint, "--type-aware", "-f", "json", "src", "local"], {
    cwd: project,
    encoding: "utf8",
  });
  if (!run.stdout.startsWith("{")) throw new Error(`oxlint did not report: ${run.stdout}${run.stderr}`);
  const report = JSON.parse(run.stdout) as { diagnostics: { filename: string; code: string }[] };
  return report.diagnostics;
}
