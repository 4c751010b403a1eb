/** What depends on containerd's version alone. Versions are written without a "v": "1.7.34", "2.3.3". */
export type ContainerdMajor = 1 | 2;

export function majorOf(version: string): ContainerdMajor {
  if (version.startsWith("1.7.")) return 1;
  if (version.startsWith("2.")) return 2;
  throw new Error(`No containerd ${version} is simulated; known are 1.7.x and 2.x`);
}

/** The newest `version = N` of a configuration that this containerd accepts, and the one its dump is written in. */
export function newestConfigVersion(version: string): number {
  if (majorOf(version) === 1) return 2;
  const minor = Number(version.split(".")[1]);
  return minor >= 3 ? 4 : 3;
}

/** What AKS ships (August 2026). */
export const AKS_CONTAINERD = { Ubuntu2204: "1.7.34", Ubuntu2404: "2.3.3" } as const;
