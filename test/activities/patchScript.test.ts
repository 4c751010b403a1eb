/** The patch as a transaction: wherever it is killed, the node is as it was or done, and running it again ends it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aPatchableNode, ORIGINAL, PATCHED, type PatchedNode, POWER_FAILURE, type RunCommand } from "./patchScript.ts";

let folder: string;
let made = 0;
let template: PatchedNode;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lamplighter-patch-"));
  template = aPatchableNode(join(folder, "template"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const aNode = () => template.copy(join(folder, `node-${++made}`));

describe("patch.sh", () => {
  it("puts the new file in place, restarts containerd once and reports what it did", async () => {
    const node = aNode();
    expect((await node.run()).report).toMatchObject({
      result: "patched",
      edited: "true",
      restarted: "true",
      nriListening: "true",
    });
    expect(node).toMatchObject({ config: PATCHED, backup: ORIGINAL, listens: true, restarts: 1 });
  });

  it("does nothing more on a node that is done", async () => {
    const node = aNode();
    await node.run();
    expect((await node.run()).report).toMatchObject({ result: "patched", edited: "true", restarted: "false" });
    expect(node).toMatchObject({ config: PATCHED, backup: ORIGINAL, restarts: 1 });
  });

  it("only restarts when the file is in place already and nobody listens", async () => {
    const node = aNode();
    node.write(PATCHED);
    expect((await node.run()).report).toMatchObject({ result: "patched", restarted: "true" });
    expect(node).toMatchObject({ backup: undefined, listens: true });
  });

  it.each(["restart-fails", "nri-stays-away"] as const)("puts the original back when %s", async (how) => {
    const node = aNode();
    node.breakNri(how);
    expect((await node.run()).report).toMatchObject({ result: "rolledBack", edited: "false" });
    expect(node).toMatchObject({ config: ORIGINAL, backup: ORIGINAL, restarts: 2 });
  });

  it("says that containerd is down when it does not even come up with the original", async () => {
    const node = aNode();
    node.breakNri("never-starts-again");
    expect((await node.run()).report).toMatchObject({ result: "broken", stage: "rollback", edited: "false" });
    expect(node).toMatchObject({ config: ORIGINAL, backup: ORIGINAL, restarts: 2 });
  });

  it("waits for systemd's own next try before it says so", async () => {
    const node = aNode();
    node.breakNri("comes-up-late");
    expect((await node.run()).report).toMatchObject({ result: "rolledBack", edited: "false" });
    expect(node).toMatchObject({ config: ORIGINAL });
  });

  it("leaves a file that is neither the old nor the new one, to be read again", async () => {
    const node = aNode();
    node.write(`${ORIGINAL}# theirs\n`);
    expect((await node.run()).report).toMatchObject({ result: "changed", stage: "read" });
    expect(node).toMatchObject({ config: `${ORIGINAL}# theirs\n`, backup: undefined, restarts: 0 });
  });

  it.each([
    ["NRI is closed to plugins", "  disable_connections = true"],
    ["NRI is disabled, by containerd 2", "disabled_plugins = ['io.containerd.x.v1.y', 'io.containerd.nri.v1.nri']"],
    ["CRI is disabled, by containerd 1.7", 'disabled_plugins = ["io.containerd.grpc.v1.cri"]'],
    ["CRI is disabled, by its short name", 'disabled_plugins = ["cri"]'],
    ["a part of CRI is disabled, by containerd 2", "disabled_plugins = ['io.containerd.cri.v1.images']"],
  ])("changes and restarts nothing where nobody would open NRI's socket: %s", async (_why, line) => {
    const node = aNode();
    node.dumpAdds(line);
    expect((await node.run()).report).toMatchObject({ result: "refused", stage: "validate" });
    expect(node).toMatchObject({ config: ORIGINAL, restarts: 0 });
  });

  it.each([
    "disabled_plugins = ['io.containerd.snapshotter.v1.aufs']",
    "imports = []",
    "imports = ['/etc/containerd/conf.d/*.toml', \"none/*.toml\"]",
    "imports = ['/etc/os-release', \"config.toml\"]",
    "[plugins.'io.containerd.x.v1.y']\n  disable_connections = true",
  ])("is not held up by %s", async (line) => {
    const node = aNode();
    node.dumpAdds(line);
    expect((await node.run()).report).toMatchObject({ result: "patched", missingImport: "" });
  });

  it.each([
    ["imports = ['/etc/os-release', '/etc/containerd/99.toml']", "/etc/containerd/99.toml"],
    ['imports = ["99.toml"]', "99.toml"],
    ["imports = ['/etc/containerd/[a-z].toml']", "/etc/containerd/[a-z].toml"],
  ])("changes and restarts nothing while an imported file is not there: %s", async (line, missing) => {
    const node = aNode();
    node.dumpAdds(line);
    const { report } = await node.run();
    expect(report).toMatchObject({ result: "changed", stage: "validate", edited: "false", missingImport: missing });
    expect(report["reason"]).toBe(`${missing}, which config.toml imports, is not there`);
    expect(node).toMatchObject({ config: ORIGINAL, restarts: 0 });
    node.writeFile("etc/containerd/99.toml", "");
    node.writeFile("etc/containerd/[a-z].toml", "");
    expect((await node.run()).report).toMatchObject({ result: "patched", missingImport: "" });
  });

  it("leaves a containerd that runs alone when it would not start again with the file that is in place already", async () => {
    const node = aNode();
    node.write(PATCHED);
    node.dumpAdds("imports = ['/etc/containerd/99.toml']");
    const stopped = node.copy(join(folder, `node-${++made}`));
    node.keepRunning();
    expect((await node.run()).report).toMatchObject({ result: "changed", stage: "validate", restarted: "false" });
    expect(node).toMatchObject({ config: PATCHED, restarts: 0 });
    expect((await stopped.run()).report).toMatchObject({ restarted: "true" });
  });

  it("refuses a link: what it leads to would stay as it is", async () => {
    const node = aNode();
    node.makeLink();
    expect((await node.run()).report).toMatchObject({ result: "refused", stage: "read" });
    expect(node).toMatchObject({ config: ORIGINAL, backup: undefined, restarts: 0 });
  });

  it.each(["cp", "mv"] as const)("refuses, and says so, when %s cannot write", async (name) => {
    const node = aNode();
    node.breakCommand(name);
    expect((await node.run()).report).toMatchObject({ result: "refused", stage: "write" });
    expect(node).toMatchObject({ config: ORIGINAL, restarts: 0 });
  });

  it("keeps the file's mode, on the new file, on the backup and on what it puts back", async () => {
    const patched = aNode();
    patched.chmod(0o640);
    await patched.run();
    expect(patched).toMatchObject({ config: PATCHED, modes: [0o640, 0o640] });
    const rolledBack = aNode();
    rolledBack.chmod(0o640);
    rolledBack.breakNri("restart-fails");
    await rolledBack.run();
    expect(rolledBack).toMatchObject({ config: ORIGINAL, modes: [0o640, 0o640] });
  });

  it("comes to its end though it is told to end", async () => {
    for (const after of ["chroot 3", "mv 2"]) {
      const node = aNode();
      expect((await node.run({ after, event: "kill -TERM 0" })).report).toMatchObject({ result: "patched" });
      expect(node).toMatchObject({ config: PATCHED, listens: true });
    }
  });
});

const restarts = ({ text }: RunCommand) => text.endsWith("systemctl restart containerd");
const replacesConfig = ({ text }: RunCommand) => text.startsWith("mv ") && text.endsWith("/config.toml");

/** What follows the last restart only reads, for the report. */
const untilReport = (commands: RunCommand[]) => commands.slice(0, commands.findLastIndex(restarts) + 2);

interface KilledAt {
  command: string;
  /** What the kill left, and what running it again makes of it. */
  left: "untouched" | "done" | "broken";
  afterwards: "untouched" | "done" | "broken";
}

function stateOf({ config, backup, listens }: PatchedNode): KilledAt["left"] {
  if (backup !== undefined && backup !== ORIGINAL) return "broken";
  if (config === ORIGINAL) return "untouched";
  if (config !== PATCHED) return "broken";
  // The new file was accepted by containerd before it was put there: the next start, whoever makes it, has NRI.
  return listens || backup === ORIGINAL ? "done" : "broken";
}

async function killAfterEach(
  commands: readonly RunCommand[],
  make: (point: string) => PatchedNode,
): Promise<KilledAt[]> {
  const table: KilledAt[] = [];
  for (const { point, text } of commands) {
    const node = make(point);
    await node.run({ after: point, event: POWER_FAILURE });
    const left = stateOf(node);
    await node.run();
    table.push({ command: text.replaceAll(/\/\S+\/root(?=\/)/g, ""), left, afterwards: stateOf(node) });
  }
  return table;
}

function counted(table: readonly KilledAt[]): Record<string, number> {
  const kinds = table.map(({ left, afterwards }) => `${left}, then ${afterwards}`);
  return Object.fromEntries([...Map.groupBy(kinds, (kind) => kind)].map(([kind, all]) => [kind, all.length]));
}

describe("patch.sh, killed after every command and run again", () => {
  it("ends every node done, with the original kept", async () => {
    const { commands } = await aNode().run();
    const table = await killAfterEach(untilReport(commands), () => aNode());
    const outcomes = counted(table);
    process.stdout.write(`${JSON.stringify({ killedAfter: table.length, outcomes })}\n`);
    expect(table.length).toBeGreaterThan(15);
    expect(table.filter(({ left, afterwards }) => left === "broken" || afterwards !== "done")).toEqual([]);
    expect(Object.keys(outcomes).toSorted()).toEqual(["done, then done", "untouched, then done"]);
  });

  it("ends every node untouched while it takes its change back", async () => {
    const broken = aNode();
    broken.breakNri("restart-fails");
    const { commands } = await broken.copy(join(folder, "measure")).run();
    const rollback = untilReport(commands).slice(commands.findIndex(restarts));
    const table = await killAfterEach(rollback, (point) => broken.copy(join(folder, `broken-${point}`)));
    const outcomes = counted(table);
    process.stdout.write(`${JSON.stringify({ rollbackKilledAfter: table.length, outcomes })}\n`);
    expect(table.length).toBeGreaterThan(5);
    expect(table.filter(({ left, afterwards }) => left === "broken" || afterwards !== "untouched")).toEqual([]);
  });
});

describe("patch.sh, while somebody else edits the file", () => {
  const theirs = `${ORIGINAL}# theirs\n`;
  const edit = `printf '# theirs\\n' >>"$HOST_ROOT/etc/containerd/config.toml"`;

  it("right after it was looked at keeps their edit, and keeps no wrong backup", async () => {
    const node = aNode();
    expect((await node.run({ after: "sha256sum 1", event: edit })).report).toMatchObject({ result: "changed" });
    expect(node).toMatchObject({ config: theirs, backup: undefined, restarts: 0 });
    node.write(ORIGINAL);
    expect((await node.run()).report).toMatchObject({ result: "patched" });
    expect(node).toMatchObject({ config: PATCHED, backup: ORIGINAL });
  });

  it("at any moment before the last look keeps their edit and restarts nothing", async () => {
    const { commands } = await aNode().run();
    const beforeLastLook = commands.slice(0, commands.findIndex(replacesConfig) - 1);
    expect(beforeLastLook.length).toBeGreaterThan(5);
    for (const { point, text } of beforeLastLook) {
      const node = aNode();
      const { report } = await node.run({ after: point, event: edit });
      expect(report, `edited after ${text}`).toMatchObject({ result: "changed" });
      expect(node, `edited after ${text}`).toMatchObject({ config: theirs, restarts: 0 });
      expect([undefined, ORIGINAL], `edited after ${text}`).toContain(node.backup);
    }
  });

  it("during the restart leaves their file: to be read again if containerd runs, named if it does not", async () => {
    for (const [isActive, result] of [
      [true, "changed"],
      [false, "broken"],
    ] as const) {
      const node = aNode();
      node.breakNri("restart-fails");
      const after = "chroot 3";
      const event = `${edit}; ${isActive ? ': >"$HOST_ROOT/active"' : ":"}`;
      const { report, commands } = await node.run({ after, event });
      expect(commands.find(({ point }) => point === after)?.text).toContain("systemctl restart containerd");
      expect(report).toMatchObject({ result, stage: "restart", edited: "false" });
      expect(node).toMatchObject({ config: `${PATCHED}# theirs\n`, restarts: 1 });
    }
  });
});
