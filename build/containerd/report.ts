/** Says where we and containerd disagree, and counts. */
import type { Judged } from "./judgeAll.ts";

export interface Summary {
  versions: string[];
  configs: number;
  disagreements: number;
  /** Configurations that a version was not asked about. */
  skipped: number;
}

export function summarize(configs: number, judged: readonly Judged[], versionsWanted: number): Summary {
  return {
    versions: [...new Set(judged.map(({ version }) => version))].toSorted(),
    configs,
    disagreements: judged.filter(({ disagreements }) => disagreements.length > 0).length,
    skipped: configs * versionsWanted - judged.length,
  };
}

export function inWords({ config, version, decision, observed, disagreements }: Judged): string {
  const ours = decision.kind === "refuse" ? `refuse (${decision.reason})` : decision.kind;
  const theirs = `${observed.dump === undefined ? "dump refused" : "dump accepted"}, NRI ${observed.nri}`;
  return [`${config.name}, containerd ${version}: ours: ${ours}; containerd's: ${theirs}`, ...disagreements].join(
    "\n    ",
  );
}

/** A line for each version, and one for all. */
export function totals(judged: readonly Judged[], { versions, configs, disagreements, skipped }: Summary): string[] {
  return [
    ...versions.map((version) => totalsOf(version, judged)),
    `containerd: ${configs} configurations, ${disagreements} disagreements, ${skipped} skipped`,
  ];
}

function totalsOf(version: string, judged: readonly Judged[]): string {
  const own = judged.filter((one) => one.version === version);
  const count = (kind: string) => own.filter(({ decision }) => decision.kind === kind).length;
  const cautions = own.filter(({ isCaution }) => isCaution).length;
  return `containerd ${version}: ${count("effective")} effective, ${count("edit")} edited, ${count("refuse")} refused (${cautions} of them out of caution)`;
}
