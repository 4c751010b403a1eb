/** The programs that tests beyond `npm test` use, each from a Debian package. */
import type { DebianTool } from "./debianTool.ts";

/** Both majors that AKS ships, with a C library of their own: they run on an older Debian, and in a folder as root. */
export const CONTAINERD_TOOLS: readonly DebianTool[] = [
  { package: "containerd", suite: "trixie", libraries: ["libc6"], programs: { "containerd-1": "usr/bin/containerd" } },
  { package: "containerd", suite: "sid", libraries: ["libc6"], programs: { "containerd-2": "usr/bin/containerd" } },
];

/** A Chromium without windows, and so without the libraries that windows need. */
export const BROWSER: DebianTool = {
  package: "chromium-headless-shell",
  programs: { chromium: "usr/lib/chromium/chromium-headless-shell" },
};

export const CI_TOOLS: readonly DebianTool[] = [
  // Releases keep an old one.
  { package: "kubectl", suite: "sid", programs: { kubectl: "usr/bin/kubectl" } },
  { package: "shellcheck", programs: { shellcheck: "usr/bin/shellcheck" } },
  ...CONTAINERD_TOOLS,
  BROWSER,
];
