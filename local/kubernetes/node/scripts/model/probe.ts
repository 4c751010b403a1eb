/** The model of src/activities/scripts/probe.sh. */
import { CONTAINERD_CONFIG } from "../../machine/imageFiles.ts";
import { facts } from "./facts.ts";
import type { ModelledScript } from "./playScript.ts";
import type { ScriptHost } from "./scriptHost.ts";

export const probe: ModelledScript = (host) => {
  if (host.files.read(CONTAINERD_CONFIG) !== undefined) {
    section(host, "config", () => host.files.read(CONTAINERD_CONFIG)?.toString());
  }
  section(host, "dump", () => host.configDump());
  return facts(host);
};

/** What `content` complains about comes to stand inside the section too. */
function section(host: ScriptHost, name: string, content: () => string | undefined): void {
  host.print(`-----BEGIN ${name}-----\n`);
  host.print(content() ?? "");
  host.print(`\n-----END ${name}-----\n`);
}
