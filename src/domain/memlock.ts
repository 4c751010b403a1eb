/**
 * Locked memory for a container, by annotation: what the ulimit adjuster takes, and what a container then has. The plugin
 * reads `soft` and `hard` as unsigned 64-bit numbers (nri v0.10.0, plugins/ulimit-adjuster): a word such as "unlimited"
 * makes it fail, and the container is never created.
 */
export interface MemlockLimit {
  /** As the kernel shows them: bytes, or "unlimited". */
  soft: string;
  hard: string;
}

export const UNLIMITED = "unlimited";

/** RLIM_INFINITY, the largest of those numbers: written as text, since JavaScript would round it. */
const RLIM_INFINITY = "18446744073709551615";

export const UNLIMITED_MEMLOCK = `[{"type":"memlock","soft":${RLIM_INFINITY},"hard":${RLIM_INFINITY}}]`;

export function memlockKey(container: string): string {
  return `ulimits.noderesource.dev/container.${container}`;
}

export function isUnlimited({ soft, hard }: MemlockLimit): boolean {
  return soft === UNLIMITED && hard === UNLIMITED;
}

export function memlockInWords({ soft, hard }: MemlockLimit): string {
  return soft === hard ? inBytes(soft) : `${inBytes(soft)} soft, ${inBytes(hard)} hard`;
}

function inBytes(limit: string): string {
  return limit === UNLIMITED ? limit : `${limit} bytes`;
}
