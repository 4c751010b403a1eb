/** /proc/<pid>/limits, as the kernel prints it. */
import type { MemlockLimit } from "../kubelet/raisedLimits.ts";

const OTHERS: readonly [name: string, soft: string, hard: string, units: string][] = [
  ["Max cpu time", "unlimited", "unlimited", "seconds"],
  ["Max file size", "unlimited", "unlimited", "bytes"],
  ["Max data size", "unlimited", "unlimited", "bytes"],
  ["Max stack size", "8388608", "unlimited", "bytes"],
  ["Max core file size", "0", "unlimited", "bytes"],
  ["Max resident set", "unlimited", "unlimited", "bytes"],
  ["Max processes", "127405", "127405", "processes"],
  ["Max open files", "1048576", "1048576", "files"],
];

const LAST: typeof OTHERS = [
  ["Max address space", "unlimited", "unlimited", "bytes"],
  ["Max file locks", "unlimited", "unlimited", "locks"],
  ["Max pending signals", "127405", "127405", "signals"],
  ["Max msgqueue size", "819200", "819200", "bytes"],
  ["Max nice priority", "0", "0", ""],
  ["Max realtime priority", "0", "0", ""],
  ["Max realtime timeout", "unlimited", "unlimited", "us"],
];

export function processLimits({ soft, hard }: MemlockLimit): string {
  const memlock = ["Max locked memory", soft, hard, "bytes"] as const;
  return [["Limit", "Soft Limit", "Hard Limit", "Units"] as const, ...OTHERS, memlock, ...LAST]
    .map(
      ([name, softLimit, hardLimit, units]) =>
        `${name.padEnd(25)} ${softLimit.padEnd(20)} ${hardLimit.padEnd(20)} ${units.padEnd(10)}\n`,
    )
    .join("");
}
