/** The scripts that run on nodes, as they are put into the run's ConfigMap. */
import facts from "./facts.sh";
import patch from "./patch.sh";
import probe from "./probe.sh";
import proof from "./proof.sh";

export const NODE_SCRIPTS: Record<string, string> = {
  "facts.sh": facts,
  "patch.sh": patch,
  "probe.sh": probe,
  "proof.sh": proof,
};
