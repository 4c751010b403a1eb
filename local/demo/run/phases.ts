/** The phases of a run in their order, and what happens in them. */
const PHASES: Record<string, string> = {
  planning: "reading the cluster and making a plan",
  preparing: "creating the pools and installing the stack, side by side",
  settling: "waiting for what is cluster-wide to settle",
  verifying: "examining every node",
  recording: "saving the record",
};

export const PHASE_NAMES: readonly string[] = Object.keys(PHASES);

export function phaseInWords(phase: string): string {
  return PHASES[phase] ?? (phase === "finished" ? "the record is saved" : "the run was accepted");
}
