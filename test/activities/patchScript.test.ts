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

  it("refuses a file that is neither the old nor the new one", async () => {
    const node = aNode();
    node.write(`${ORIGINAL}# theirs\n`);
    expect((await node.run()).report).toMatchObject({ result: "refused" });
    expect(node).toMatchObject({ config: `${ORIGINAL}# theirs\n`, backup: undefined, restarts: 0 });
  });
});

const restarts = ({ text }: RunCommand) => text.endsWith("systemctl restart containerd");
const replacesConfig = ({ text }: RunCommand) => text.startsWith("mv ") && text.endsWith("/config.toml");

/** What follows the last restart only reads, for the report. */
const untilReport = (commands: RunCommand[]) => commands.slice(0, commands.findLastIndex(restarts) + 2);

describe("patch.sh, killed", () => {
  it("after any command leaves the old file or the new one, and ends when it runs again", async () => {
    const { commands } = await aNode().run();
    expect(commands.length).toBeGreaterThan(10);
    for (const { point, text } of untilReport(commands)) {
      const node = aNode();
      await node.run({ after: point, event: POWER_FAILURE });
      expect([ORIGINAL, PATCHED], `killed after ${text}`).toContain(node.config);
      expect([undefined, ORIGINAL], `killed after ${text}`).toContain(node.backup);
      expect((await node.run()).report, `killed after ${text}`).toMatchObject({ result: "patched", edited: "true" });
      expect(node, `killed after ${text}`).toMatchObject({ config: PATCHED, backup: ORIGINAL, listens: true });
    }
  });

  it("while it takes its change back ends with the original all the same", async () => {
    const broken = aNode();
    broken.breakNri("restart-fails");
    const { commands } = await broken.copy(join(folder, "measure")).run();
    for (const { point, text } of untilReport(commands).slice(commands.findIndex(restarts))) {
      const node = broken.copy(join(folder, `broken-${point}`));
      await node.run({ after: point, event: POWER_FAILURE });
      expect(node.backup, `killed after ${text}`).toBe(ORIGINAL);
      expect((await node.run()).report, `killed after ${text}`).toMatchObject({ result: "rolledBack" });
      expect(node, `killed after ${text}`).toMatchObject({ config: ORIGINAL, backup: ORIGINAL });
    }
  });
});

describe("patch.sh, while somebody else edits the file", () => {
  const theirs = `${ORIGINAL}# theirs\n`;
  const edit = `printf '# theirs\\n' >>"$HOST_ROOT/etc/containerd/config.toml"`;

  it("right after it was looked at refuses, keeps their edit, and keeps no wrong backup", async () => {
    const node = aNode();
    expect((await node.run({ after: "sha256sum 1", event: edit })).report).toMatchObject({ result: "refused" });
    expect(node).toMatchObject({ config: theirs, backup: undefined, restarts: 0 });
    node.write(ORIGINAL);
    expect((await node.run()).report).toMatchObject({ result: "patched" });
    expect(node).toMatchObject({ config: PATCHED, backup: ORIGINAL });
  });

  it("at any moment before the last look refuses, keeps their edit and restarts nothing", async () => {
    const { commands } = await aNode().run();
    const beforeLastLook = commands.slice(0, commands.findIndex(replacesConfig) - 1);
    expect(beforeLastLook.length).toBeGreaterThan(5);
    for (const { point, text } of beforeLastLook) {
      const node = aNode();
      const { report } = await node.run({ after: point, event: edit });
      expect(report, `edited after ${text}`).toMatchObject({ result: "refused" });
      expect(node, `edited after ${text}`).toMatchObject({ config: theirs, restarts: 0 });
      expect([undefined, ORIGINAL], `edited after ${text}`).toContain(node.backup);
    }
  });
});
