/** All configurations on one version of containerd, shared among several of it. */
import { type CorpusConfig, NRI_HEADER } from "../../test/containerd/corpusConfig.ts";
import { CONFIG_PATH } from "./containerdRoot.ts";
import { type Judgement, judgeConfig } from "./judgeConfig.ts";
import type { Containerd } from "./observation.ts";

export interface Judged extends Judgement {
  config: CorpusConfig;
  version: string;
}

/** `onJudged`: told of each as it comes. Throws when this machine lets no containerd open its NRI socket. */
export async function judgeAll(
  configs: readonly CorpusConfig[],
  group: readonly Containerd[],
  onJudged: (one: Judged) => void,
): Promise<Judged[]> {
  for (const containerd of group) await requireThatItListens(containerd);
  const waiting = [...configs];
  const judged: Judged[] = [];
  const work = async (containerd: Containerd) => {
    for (let config = waiting.shift(); config !== undefined; config = waiting.shift()) {
      const one = { config, version: containerd.version, ...(await judgeConfig(config, containerd)) };
      judged.push(one);
      onJudged(one);
    }
  };
  await Promise.all(group.map(work));
  return judged;
}

async function requireThatItListens(containerd: Containerd): Promise<void> {
  const { nri, remark } = await containerd.observe({ [CONFIG_PATH]: `version = 2\n${NRI_HEADER}\ndisable = false\n` });
  if (nri === "listening") return;
  throw new Error(`containerd ${containerd.version} does not come up on this machine (${nri}): ${remark}`);
}
