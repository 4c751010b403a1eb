/** `npm run setup:ci` against an apt of our own: nothing is downloaded here. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const fixtures = join(import.meta.dirname, "fixtures");
let workspace: string;
let tools: string;

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), "lamplighter-tools-"));
  tools = join(workspace, "tools");
});

afterEach(() => rmSync(workspace, { recursive: true, force: true }));

test("programs run from one folder, with the libraries that the machine lacks", () => {
  expect(setUp()).toMatchObject({ status: 0 });
  expect(runTool("kubectl", "get", "nodes")).toBe("kubectl get nodes with \n");
  expect(runTool("shellcheck", "a.sh")).toBe("shellcheck a.sh with x86_64-linux-gnu\n");
});

test("a program that brings its C library is run by the loader of that one", () => {
  setUp();
  expect(runTool("containerd-1", "--version")).toBe("ld-linux-x86-64.so.2: containerd --version with \n");
  expect(runTool("containerd-2", "--version")).toBe("ld-linux-x86-64.so.2: containerd --version with \n");
});

test("stale package lists are refreshed, once for each suite", () => {
  setUp();
  const updates = aptCalls().filter((call) => call.startsWith("apt-get update"));
  expect(updates).toHaveLength(3);
  for (const suite of ["sid", "trixie"]) {
    expect(updates.filter((call) => call.includes(join(tools, "apt", suite)))).toHaveLength(1);
  }
});

test("another suite comes from the machine's own mirror, and leaves its configuration alone", () => {
  setUp();
  expect(readFileSync(join(tools, "apt/sid/debian.sources"), "utf8")).toContain(
    "URIs: http://mirror.example/debian\nSuites: sid\n",
  );
  const downloads = aptCalls().filter((call) => call.endsWith("kubectl/sid"));
  expect(downloads.every((call) => call.includes(`Dir::Etc::SourceList=${tools}/apt/sid/debian.sources`))).toBe(true);
});

test("a second run fetches nothing", () => {
  setUp();
  const before = aptCalls().filter((call) => call.includes("download"));
  const second = setUp();
  expect(second.stdout).toContain("kubectl: present");
  expect(aptCalls().filter((call) => call.includes("download"))).toEqual(before);
});

test("a program that another version of this set-up fetched is replaced", () => {
  mkdirSync(join(tools, "bin"), { recursive: true });
  writeFileSync(join(tools, "bin/kubectl"), "#!/bin/sh\necho old\n", { mode: 0o755 });
  expect(setUp().stdout).toContain("kubectl: fetched");
  expect(runTool("kubectl", "version")).toContain("kubectl version");
});

test("what an interrupted run left behind is replaced", () => {
  mkdirSync(join(tools, "shellcheck"), { recursive: true });
  writeFileSync(join(tools, "shellcheck/half"), "");
  expect(setUp().status).toBe(0);
  expect(existsSync(join(tools, "shellcheck/half"))).toBe(false);
  expect(runTool("shellcheck")).toContain("shellcheck");
});

test("without apt a developer is told what is missing, and CI fails", () => {
  const developer = setUp({ apt: false });
  expect(developer).toMatchObject({ status: 0 });
  expect(developer.stderr).toContain("kubectl, shellcheck");
  expect(setUp({ apt: false, CI: "true" }).status).toBe(1);
});

function setUp({ apt = true, ...environment }: { apt?: boolean; CI?: string } = {}) {
  const path = apt ? `${fixtures}:/usr/bin:/bin` : emptyFolder();
  return spawnSync(process.execPath, [join(import.meta.dirname, "../../build/setupCi.ts"), tools], {
    encoding: "utf8",
    env: { PATH: path, APT_LOG: join(workspace, "apt.log"), ...environment },
  });
}

function emptyFolder(): string {
  const folder = join(workspace, "empty");
  mkdirSync(folder, { recursive: true });
  return folder;
}

function aptCalls(): string[] {
  return readFileSync(join(workspace, "apt.log"), "utf8").split("\n");
}

function runTool(name: string, ...args: string[]): string {
  return execFileSync(join(tools, "bin", name), args, { encoding: "utf8", env: { PATH: "/usr/bin:/bin" } });
}
