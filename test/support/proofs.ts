/** What a proof's pod saw where everything is in order. */
import type { Proof, Sight } from "../../src/domain/proof.ts";

export function unlimitedProof({ gpus, uverbs }: { gpus: number; uverbs: number }): Proof {
  const unlimited: Sight = { kind: "seen", memlock: { soft: "unlimited", hard: "unlimited" }, gpus: 0, uverbs: 0 };
  return {
    root: { ...unlimited, gpus, uverbs },
    nonRoot: unlimited,
    control: { ...unlimited, memlock: { soft: "65536", hard: "8388608" } },
  };
}
