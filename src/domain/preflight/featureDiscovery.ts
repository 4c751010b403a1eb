/** Exactly one node-feature-discovery (design.md, section 6): two of them take each other's labels away. */
import type { Finding } from "../findings.ts";
import type { FeatureDiscovery } from "../inventory.ts";
import type { StackSpec } from "../stack.ts";

/** Those of our charts are ours to switch. A stack whose charts bring none is no second one. */
export function duplicateDiscoveries(found: readonly FeatureDiscovery[], { releases }: StackSpec): Finding[] {
  const bringsOne = releases.some(({ name }) => OUR_RELEASES.includes(name));
  if (!bringsOne) return [];
  return found
    .filter(({ release }) => release === undefined || !OUR_RELEASES.includes(release))
    .map(({ namespace, name, release }) => ({
      code: "DuplicateNfd",
      severity: "block",
      subject: `daemonset/${namespace}/${name}`,
      found: `a node-feature-discovery is installed already${release === undefined ? "" : `, by release ${release}`}; NVIDIA's operators bring their own, and two take each other's labels away`,
      action:
        "Uninstall it, its NodeFeatureRules kept, and run again: the operators' own serves every rule of the cluster.",
    }));
}

const OUR_RELEASES = ["network-operator", "gpu-operator"];
