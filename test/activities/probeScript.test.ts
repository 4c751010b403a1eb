/** probe.sh, really run by `sh` on a folder that stands for a node's root; a pod's log holds both of its outputs. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type NodeFacts, parseFacts } from "../../src/domain/nodeFacts.ts";
import { parseProbeLog } from "../../src/domain/probeLog.ts";

const scripts = join(import.meta.dirname, "../../src/activities/scripts");
const CONFIG = 'version = 2\n[metrics]\n  address = "0.0.0.0:10257"\n';
const DUMP = "disabled_plugins = []\nversion = 2\n";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lamplighter-probe-"));
  write("root/etc/containerd/config.toml", CONFIG);
  write("root/proc/1/net/unix", "");
  write("root/proc/modules", "");
  write("root/etc/os-release", 'PRETTY_NAME="Ubuntu 22.04.5 LTS"\n');
  write("dump", DUMP);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("probe.sh", () => {
  it("brings both texts whole, though containerd talks on its error output meanwhile", () => {
    const { log, facts } = probe(`sleep 0.2; echo 'level=warning msg="deprecated"' >&2; cat ${join(folder, "dump")}`);
    expect(parseProbeLog(log, facts)).toEqual({ config: CONFIG, dump: DUMP });
  });
});

function probe(dumpCommand: string): { log: string; facts: NodeFacts } {
  write(
    "bin/chroot",
    `#!/bin/sh\ncase "$*" in *--version) echo "containerd c v1.7.34 r" ;; *) ${dumpCommand} ;; esac\n`,
  );
  chmodSync(join(folder, "bin/chroot"), 0o755);
  const output = openSync(join(folder, "log"), "w");
  const { status } = spawnSync("/bin/sh", [join(scripts, "probe.sh")], {
    stdio: ["ignore", output, output],
    env: {
      PATH: `${join(folder, "bin")}:/usr/bin:/bin`,
      HOST_ROOT: join(folder, "root"),
      SCRIPTS: scripts,
      TERMINATION_LOG: join(folder, "termination-log"),
    },
  });
  expect(status).toBe(0);
  const facts = parseFacts(readFileSync(join(folder, "termination-log"), "utf8"));
  if (facts === undefined) throw new Error("The probe left no facts");
  return { log: readFileSync(join(folder, "log"), "utf8"), facts };
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
