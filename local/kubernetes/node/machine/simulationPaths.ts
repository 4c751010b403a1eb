/** Files inside a node's root that only the simulator knows: how scripts and the simulator tell each other what happened. */
export const SIMULATION_PATHS = {
  containerdVersion: "usr/share/lamplighter-sim/containerd-version",
  /** "once" or "for good": containerd does not start with NRI, and for good after that with nothing. */
  containerdFailsWithNri: "usr/share/lamplighter-sim/containerd-fails-with-nri",
  /** One line for each start of containerd: "<pid> started" or "<pid> failed". */
  containerdRestarts: "var/log/lamplighter-sim/containerd-restarts",
  /** "active" or "failed". */
  containerdState: "run/lamplighter-sim/containerd-state",
  /** Modules that somebody loaded with modprobe since the boot, one a line. */
  loadedModules: "run/lamplighter-sim/loaded-modules",
} as const;
