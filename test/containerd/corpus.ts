/** Every configuration on which our logic is compared with containerd, but for generated ones. */
import { disabledPlugins } from "./corpus/disabledPlugins.ts";
import { imports } from "./corpus/imports.ts";
import { layout } from "./corpus/layout.ts";
import { machines } from "./corpus/machines.ts";
import { malformed } from "./corpus/malformed.ts";
import { spellings } from "./corpus/spellings.ts";
import { texts } from "./corpus/texts.ts";
import { values } from "./corpus/values.ts";
import { versions } from "./corpus/versions.ts";
import type { CorpusConfig } from "./corpusConfig.ts";

export const corpus: readonly CorpusConfig[] = [
  ...machines,
  ...versions,
  ...spellings,
  ...layout,
  ...texts,
  ...values,
  ...malformed,
  ...disabledPlugins,
  ...imports,
];
