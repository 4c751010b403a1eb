/**
 * patch.sh, really run by `sh` on a folder that stands for a node's root. Every command outside the shell is counted,
 * and after any of them something may happen: the machine's power fails, somebody else edits the file.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { sha256 } from "../../src/domain/hash.ts";
import { parseLines } from "../../src/domain/nodeFacts.ts";

const scripts = join(import.meta.dirname, "../../src/activities/scripts");

export const ORIGINAL = 'version = 2\n[metrics]\n  address = "0.0.0.0:10257"\n';
export const PATCHED = `${ORIGINAL}\n[plugins."io.containerd.nri.v1.nri"]\n  disable = false\n`;

const CONFIG = "etc/containerd/config.toml";
const BACKUP = `${CONFIG}.lamplighter-${sha256(ORIGINAL)}`;

/** Everything that the image of the node pods must bring. */
const COMMANDS = ["sha256sum", "cp", "mv", "cat", "chroot", "sleep", "sync"];

const WRAPPER = `#!/bin/sh
name=\${0##*/}
PATH=$REAL_PATH
echo "$name $*" >>"$COMMAND_LOG"
count=0
if [ -e "$COUNTERS/$name" ]; then read -r count <"$COUNTERS/$name"; fi
count=$((count + 1))
echo $count >"$COUNTERS/$name"
[ "$name $count" = "$EVENT_AFTER" ] || exec "$name" "$@"
"$name" "$@"
status=$?
eval "$EVENT"
exit $status
`;

/** The host's containerd and systemd, as far as the script uses them; what the file says decides. */
const CHROOT = `#!/bin/sh
root=$1
shift
config=$root/${CONFIG}
case "$*" in
"containerd --version") echo "containerd github.com/containerd/containerd v1.7.34 simulated" ;;
"containerd config dump") cat "$config"; if [ -e "$root/dump-adds" ]; then cat "$root/dump-adds"; fi ;;
"containerd -c "*) cat "$root$3"; if [ -e "$root/dump-adds" ]; then cat "$root/dump-adds"; fi ;;
"systemctl reset-failed containerd") ;;
"systemctl is-active --quiet containerd")
  if [ -e "$root/comes-up-late" ]; then exit 0; fi
  [ -e "$root/active" ]
  ;;
"systemctl restart containerd")
  echo restart >>"$root/restarts"
  : >"$root/proc/1/net/unix"
  if [ -e "$root/never-starts-again" ] || [ -e "$root/comes-up-late" ]; then exit 1; fi
  if grep -q 'disable = false' "$config"; then
    if [ -e "$root/restart-fails" ]; then exit 1; fi
    if [ -e "$root/nri-stays-away" ]; then exit 0; fi
    echo "0: 00000002 00000000 00010000 0001 01 20003 /var/run/nri/nri.sock" >"$root/proc/1/net/unix"
  fi
  ;;
*) echo "not simulated: $*" >&2; exit 1 ;;
esac
`;

export interface PatchedNode {
  run(event?: NodeEvent): Promise<PatchRun>;
  /** A node of its own in the same state. */
  copy(folder: string): PatchedNode;
  readonly config: string;
  /** Undefined: none was made. */
  readonly backup: string | undefined;
  readonly listens: boolean;
  readonly restarts: number;
  write(text: string): void;
  /** Another file below the root. */
  writeFile(path: string, text: string): void;
  /** What the effective configuration says beyond config.toml. */
  dumpAdds(line: string): void;
  /** containerd runs, whatever its NRI does. */
  keepRunning(): void;
  /** From now on containerd does not come up with the new file, or comes up without NRI. */
  breakNri(how: Breakage): void;
  /** A command of the image fails from now on. */
  breakCommand(name: "cp" | "mv"): void;
  /** From now on config.toml is a link to where its content is. */
  makeLink(): void;
  chmod(mode: number): void;
  /** Permission bits of config.toml, and of every file of ours beside it. */
  readonly modes: number[];
}

/** The last two: not even the original brings it up, or only by systemd's own next try. */
export type Breakage = "restart-fails" | "nri-stays-away" | "never-starts-again" | "comes-up-late";

export interface NodeEvent {
  /** Which command it follows: "sha256sum 3" is the third of its name. Those of one name never run at once. */
  after: string;
  /** Shell commands; the node's root is $HOST_ROOT. */
  event: string;
}

export const POWER_FAILURE = "kill -KILL 0";

export interface PatchRun {
  /** What the termination message says; empty when the script did not come to its end. */
  report: Record<string, string>;
  /** What was run outside the shell, in order. */
  commands: RunCommand[];
}

export interface RunCommand {
  /** For `NodeEvent.after`. */
  point: string;
  text: string;
}

/** A node as it comes: the original file, NRI off. */
export function aPatchableNode(folder: string): PatchedNode {
  mkdirSync(join(folder, "tools"), { recursive: true });
  mkdirSync(join(folder, "host"), { recursive: true });
  for (const name of COMMANDS) writeProgram(join(folder, "tools", name), WRAPPER);
  writeProgram(join(folder, "host/chroot"), CHROOT);
  for (const name of ["sleep", "sync"]) writeProgram(join(folder, "host", name), "#!/bin/sh\n");
  writeFileSync(join(folder, "new.toml"), PATCHED);
  const files = {
    [CONFIG]: ORIGINAL,
    "proc/1/net/unix": "",
    "proc/modules": "",
    "etc/os-release": 'PRETTY_NAME="Ubuntu 22.04.5 LTS"\n',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, "root", path, ".."), { recursive: true });
    writeFileSync(join(folder, "root", path), text);
  }
  return nodeIn(folder);
}

function nodeIn(folder: string): PatchedNode {
  const root = join(folder, "root");
  const read = (path: string) => (existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : undefined);
  return {
    run: (event) => runPatch(folder, event),
    copy(target) {
      cpSync(folder, target, { recursive: true });
      return nodeIn(target);
    },
    get config() {
      return read(CONFIG) ?? "";
    },
    get backup() {
      return read(BACKUP);
    },
    get listens() {
      return read("proc/1/net/unix")?.includes("nri.sock") ?? false;
    },
    get restarts() {
      return read("restarts")?.trim().split("\n").length ?? 0;
    },
    write: (text) => writeFileSync(join(root, CONFIG), text),
    writeFile: (path, text) => writeFileSync(join(root, path), text),
    dumpAdds: (line) => writeFileSync(join(root, "dump-adds"), `${line}\n`),
    keepRunning: () => writeFileSync(join(root, "active"), ""),
    breakNri: (how) => writeFileSync(join(root, how), ""),
    breakCommand: (name) => writeProgram(join(folder, "host", name), "#!/bin/sh\nexit 1\n"),
    makeLink() {
      renameSync(join(root, CONFIG), join(root, "etc/real.toml"));
      symlinkSync("../real.toml", join(root, CONFIG));
    },
    chmod: (mode) => chmodSync(join(root, CONFIG), mode),
    get modes() {
      const beside = join(root, CONFIG, "..");
      return readdirSync(beside).map((name) => statSync(join(beside, name)).mode & 0o777);
    },
  };
}

async function runPatch(folder: string, { after, event }: NodeEvent = { after: "", event: "" }): Promise<PatchRun> {
  const commandLog = join(folder, "commands");
  const terminationLog = join(folder, "termination-log");
  const counters = join(folder, "counters");
  rmSync(counters, { recursive: true, force: true });
  mkdirSync(counters);
  writeFileSync(commandLog, "");
  writeFileSync(terminationLog, "");
  const script = spawn("/bin/sh", [join(scripts, "patch.sh")], {
    // A process group of its own, so that a power failure takes all of it and nothing else.
    detached: true,
    stdio: "ignore",
    env: {
      PATH: join(folder, "tools"),
      REAL_PATH: `${join(folder, "host")}:/usr/bin:/bin`,
      COMMAND_LOG: commandLog,
      COUNTERS: counters,
      EVENT_AFTER: after,
      EVENT: event,
      SCRIPTS: scripts,
      HOST_ROOT: join(folder, "root"),
      TERMINATION_LOG: terminationLog,
      OLD_SHA256: sha256(ORIGINAL),
      NEW_SHA256: sha256(PATCHED),
      NEW_CONFIG: join(folder, "new.toml"),
    },
  });
  await once(script, "exit");
  return {
    report: parseLines(readFileSync(terminationLog, "utf8")),
    commands: commandsIn(readFileSync(commandLog, "utf8")),
  };
}

function commandsIn(log: string): RunCommand[] {
  const counts = new Map<string, number>();
  return log
    .trimEnd()
    .split("\n")
    .map((text) => {
      const [name = ""] = text.split(" ");
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      return { point: `${name} ${count}`, text };
    });
}

function writeProgram(path: string, text: string): void {
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}
