/** A containerd configuration on which our logic and containerd itself are compared. */
export interface CorpusConfig {
  /** Unique. */
  name: string;
  /** Of /etc/containerd/config.toml. */
  config: string;
  /** What it imports, by absolute path. */
  files?: Readonly<Record<string, string>>;
  /** Why we refuse it, even where containerd would take it and an edit. */
  caution?: string;
  /**
   * Why our edit may not help: what a probe reads does not tell. The patch of a node tries the new file with
   * `config dump` before it touches anything, and that must stop it.
   */
  stopped?: string;
  /** Why containerd may not start with it, although `config dump` takes it: no node is running in that state. */
  cannotStart?: string;
}

export const NRI_HEADER = '[plugins."io.containerd.nri.v1.nri"]';
export const METRICS = '[metrics]\n  address = "0.0.0.0:10257"\n';

/** Name, text, and why we are cautious with it. */
export type CorpusRow = readonly [name: string, config: string, caution?: string | undefined];

export function named(rows: readonly CorpusRow[]): CorpusConfig[] {
  return rows.map(([name, config, caution]) => ({ name, config, ...(caution === undefined ? {} : { caution }) }));
}

export const NOT_TOML = "TOML forbids it and containerd 2 refuses it; 1.7 happens to read it";
export const ESCAPED =
  "containerd 1.7 does not resolve an escape in a table's name, and so the file would mean something else after an update";
export const CAPITALS =
  "containerd 1.7 and 2 read capitals differently, and so the file would mean something else after an update";
