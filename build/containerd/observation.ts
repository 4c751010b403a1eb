/** What was seen of one containerd with one set of files: the same for a real one and for the simulated one. */
import type { NodeTexts } from "./containerdRoot.ts";

export interface Observation {
  /** Of `config dump`; undefined: it refuses the files. */
  dump: string | undefined;
  /** What became of a start. "unclear": neither came in time. */
  nri: "listening" | "off" | "notStarted" | "unclear";
  /** What containerd said of it, in one line. */
  remark: string;
}

export interface Containerd {
  /** "1.7.24". */
  version: string;
  /** Undefined: it refuses the files. */
  dump(texts: NodeTexts): Promise<string | undefined>;
  observe(texts: NodeTexts): Promise<Observation>;
}
